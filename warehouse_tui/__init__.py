"""A full-screen terminal program for the people on a warehouse floor."""
