"""The background work of a site."""
