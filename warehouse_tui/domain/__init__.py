"""Pure vocabulary and rules: no clock, no input or output, no framework."""
