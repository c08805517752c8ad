"""The central database's tables, step by step. `store.central.migrating` runs them; nothing else does.

A new step: change `store/central/schema`, run `python -m tests.support.new_migration "what it does"`, read what it
wrote, and add its id below.
"""

REVISIONS = ("0001",)
"""Every step, oldest first: known without loading Alembic, so that a start need not pay for it."""

HEAD = REVISIONS[-1]
