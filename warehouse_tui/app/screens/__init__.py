"""The screens, each drawn from an Outcome."""
