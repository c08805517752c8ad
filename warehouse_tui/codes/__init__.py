"""What a barcode says by itself: AIM prefixes, GTINs, GS1."""
