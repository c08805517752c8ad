"""Use cases, one module per job on the floor."""
