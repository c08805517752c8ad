"""What the tests share: a real PostgreSQL, real terminals and real serial ports."""
