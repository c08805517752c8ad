"""Parts of screens: makers of rows, and the few widgets that draw them."""
