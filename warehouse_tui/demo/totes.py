"""Which tote somebody at the demo would take off the stack."""

from sqlalchemy import func, select

from warehouse_tui.domain.errors import StoreError
from warehouse_tui.store.central.engine import connect, reading
from warehouse_tui.store.central.schema import master


class ToteStack:
    """The demo's totes. One that was just handed out is not handed out again before it was scanned back."""

    def __init__(self, url: str) -> None:
        self._engine = connect(url)
        self._given: set[str] = set()

    def take(self) -> str:
        """Return the code of a free tote; where none is free the first of all, which the program then asks about."""
        tote = master.tote
        query = select(tote.c.code).where(tote.c.state == "free").order_by(func.length(tote.c.code), tote.c.code)
        try:
            with reading(self._engine) as connection:
                free = list(connection.scalars(query))
        except StoreError:
            free = []
        code = next((each for each in free if each not in self._given), "T1")
        self._given.add(code)
        return code
