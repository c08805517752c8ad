"""Pure, seeded algorithms: allocation, batches, walks."""
