"""The central database of a site."""
