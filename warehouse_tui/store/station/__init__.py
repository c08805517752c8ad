"""A station's own files: journal and replica."""
