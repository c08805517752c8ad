"""Journal to centre, centre to replica."""
