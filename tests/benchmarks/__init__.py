"""Benchmarks of the real program: `python -m tests.benchmarks [names…] [--quick]` prints one JSON."""
