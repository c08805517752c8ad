"""Walking a pick list: what was done so far, which stop comes next, and the steps at it."""
