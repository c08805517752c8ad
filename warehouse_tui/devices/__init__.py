"""Scanners on serial ports: bytes to scans, and the answer back to the hand."""
