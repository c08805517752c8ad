"""A sample site, and a scanner that needs no hardware."""
