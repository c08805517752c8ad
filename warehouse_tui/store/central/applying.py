"""Applying facts to the site: one transaction for at most so many of them, under the hub's lease."""

import logging
from collections import defaultdict
from collections.abc import Callable
from datetime import datetime, timedelta

from sqlalchemy import Connection, Engine, and_, select, update
from sqlalchemy.exc import OperationalError
from sqlalchemy.pool import PoolProxiedConnection

from warehouse_tui.domain.stock import HolderKind
from warehouse_tui.store.central import leases
from warehouse_tui.store.central.applying_conditions import LIVE, Conditions
from warehouse_tui.store.central.applying_goods import Goods
from warehouse_tui.store.central.applying_inbox import Inbox, facts_wait, move_cursors, read_again, read_inbox, unpause
from warehouse_tui.store.central.applying_lists import Lists, Totes
from warehouse_tui.store.central.applying_marks import Lots, Serials, Shorts
from warehouse_tui.store.central.applying_turn import Turn
from warehouse_tui.store.central.applying_work import PickWork
from warehouse_tui.store.central.bulk import among
from warehouse_tui.store.central.engine import reading, writing
from warehouse_tui.store.central.feed import publish
from warehouse_tui.store.central.office import database_now
from warehouse_tui.store.central.schema import floor, master, orders

LEASE = "hub"
AGAIN = "again"  # what a supervisor proposes for an unreadable fact


Act = Callable[[Connection, int, Inbox, datetime], None]
logger = logging.getLogger(__name__)


def _no_hook(_stage: str) -> None:
    """Do nothing at a stage of a transaction."""


class SiteApplier:
    """Applies a site's facts; implements `hub.ports.SiteStore`.

    `hook` is told each stage of each transaction (`begun`, `written`, `committed`).
    """

    def __init__(
        self,
        engine: Engine,
        site_id: int,
        *,
        holder: str = "",
        lease: timedelta = timedelta(seconds=10),
        hook: Callable[[str], None] = _no_hook,
    ) -> None:
        self._engine, self._site_id, self._hook = engine, site_id, hook
        self._holder, self._period = holder or leases.own_name(), lease
        self._watch: PoolProxiedConnection | None = None
        self._version = -1

    def acquire(self) -> int | None:
        """Take the site's lease and return its token; None while another hub has it."""
        with writing(self._engine) as connection:
            token = leases.acquire(connection, self._site_id, LEASE, self._holder, self._period)
            if token is not None:
                unpause(connection, self._site_id)
            return token

    def renew(self, token: int) -> None:
        """Prolong the lease; LeaseLost where another hub has taken over."""
        with writing(self._engine) as connection:
            leases.renew(connection, self._site_id, LEASE, token, self._period)

    def release(self, token: int) -> None:
        """Give the lease back."""
        with writing(self._engine) as connection:
            leases.release(connection, self._site_id, LEASE, token)

    def waiting(self) -> bool:
        """Return whether facts wait to be applied; on SQLite nothing is read while nothing has changed."""
        if self._engine.dialect.name == "sqlite" and not self._changed():
            return False
        with reading(self._engine) as connection:
            return facts_wait(connection, self._site_id)

    def close(self) -> None:
        """Close what was kept open."""
        if self._watch is not None:
            self._watch.close()
            self._watch = None

    def apply(self, token: int, limit: int = 500) -> int:
        """Apply the next facts, at most `limit`, in one transaction and return how many.

        LeaseLost where the token is not the newest.
        """
        return self._transaction(token, lambda c, now: read_inbox(c, self._site_id, limit, now), apply_inbox)

    def apply_carefully(self, token: int) -> int:
        """Apply one fact; where that fails, whatever the reason, it is set aside as unreadable. Return how many."""
        return self._transaction(token, lambda c, now: read_inbox(c, self._site_id, 1, now), _apply_or_set_aside)

    def apply_again(self, token: int) -> int:
        """Try again the unreadable facts for which a supervisor asked that; return how many there were."""
        return self._transaction(
            token, lambda c, now: read_again(c, self._site_id, self._asked(c), now), _apply_or_set_aside
        )

    def _changed(self) -> bool:
        """Return whether anybody has written to the SQLite file since the last look."""
        if self._watch is None:
            self._watch = self._engine.raw_connection()
        [version] = self._watch.cursor().execute("PRAGMA data_version").fetchone()
        before, self._version = self._version, int(version)
        return before != self._version

    def _transaction(self, token: int, read: Callable[[Connection, int], Inbox], act: Act) -> int:
        with writing(self._engine) as connection:
            leases.guard(connection, self._site_id, LEASE, token)
            self._hook("begun")
            now = database_now(connection)
            inbox = read(connection, _micros(now))
            if not inbox and not any(cursor.paused_for for cursor in inbox.cursors):
                return 0
            act(connection, self._site_id, inbox, now)
            self._hook("written")
        self._hook("committed")
        return len(inbox)

    def _asked(self, connection: Connection) -> list[str]:
        table = floor.exception
        asked = and_(table.c.site_id == self._site_id, table.c.kind == "unreadable", table.c.proposal == AGAIN, LIVE)
        subjects = list(connection.scalars(select(table.c.subject).where(asked).order_by(table.c.exception_id)))
        connection.execute(update(table).where(asked).values(proposal=""))
        return [subject.removeprefix("fact:") for subject in subjects]


def apply_inbox(connection: Connection, site_id: int, inbox: Inbox, now: datetime) -> None:
    """Apply facts in the caller's transaction. Locks: orders, lists, lines, totes, balances, stations, feed."""
    turn = Turn(connection, site_id, now, inbox.facts, Conditions(connection, site_id, now))
    work, lists, totes = PickWork(turn), Lists(turn), Totes(turn)
    shorts, serials = Shorts(turn), Serials(turn)
    _wake_orders(turn)
    work.lock()
    lists.load()
    work.load()
    totes.load()
    serials.load()
    for step in (work, lists, totes, serials, shorts):
        step.fold()
    goods = Goods(turn, work.reserved, totes.completed)
    goods.load()
    goods.fold()
    _say_unreadable(turn, inbox)
    turn.conditions.settle()
    for part in (work, lists, totes, Lots(turn), serials, shorts, goods):
        part.write()
    _judge_totes(turn, totes.contested)
    move_cursors(connection, site_id, inbox.cursors)
    publish(connection, site_id, turn.changes)


def _apply_or_set_aside(connection: Connection, site_id: int, inbox: Inbox, now: datetime) -> None:
    try:
        with connection.begin_nested():
            apply_inbox(connection, site_id, inbox, now)
    except OperationalError:
        raise
    except Exception as error:
        logger.exception("facts cannot be applied")
        apply_inbox(connection, site_id, inbox.set_aside(f"it cannot be applied: {error}"[:500]), now)


def _micros(moment: datetime) -> int:
    return round(moment.timestamp() * 1_000_000)


def _say_unreadable(turn: Turn, inbox: Inbox) -> None:
    for dated in inbox.facts:
        if not inbox.cursors:
            turn.conditions.gone("unreadable", f"fact:{dated.fact.name()}")
    for fact, reason in inbox.unreadable:
        detail = {"fact": fact.name(), "kind": fact.kind, "reason": reason[:500]}
        turn.conditions.stand("unreadable", f"fact:{fact.name()}", detail, fact.name())


def _wake_orders(turn: Turn) -> None:
    """Let planning look again at orders that wait for items that come to a place. It sees both or neither."""
    items = {count.item_id for _, effects in turn.each() for count in effects.counts if count.found}
    moves = (move for _, effects in turn.each() for move in effects.moves)
    items |= {move.item_id for move in moves if move.target.kind is HolderKind.LOCATION}
    if not items:
        return
    order, line = orders.order, orders.order_line
    # By the items' lines, once: asked order by order, SQLite reads those lines again for every order that waits.
    wanting = select(line.c.order_id).where(
        line.c.site_id == turn.site_id,
        among(turn.connection, line.c.item_id, sorted(items)),
        line.c.allocated < line.c.ordered - line.c.cancelled,
    )
    waiting = (order.c.site_id == turn.site_id) & (order.c.waiting == orders.WAITS)
    turn.connection.execute(update(order).where(waiting, order.c.order_id.in_(wanting)).values(waiting=orders.DUE))


def _judge_totes(turn: Turn, contested: set[int]) -> None:
    """Say of totes whether what is in them belongs to more than one list."""
    if not contested:
        return
    lists_of: dict[int, dict[int, set[int]]] = defaultdict(lambda: defaultdict(set))
    for tote, order_line, list_id in _contents(turn, contested):
        lists_of[tote][order_line].add(list_id)
    serving = dict(_serving(turn, contested))
    conditions = Conditions(turn.connection, turn.site_id, turn.now)
    for tote in sorted(contested):
        sides = [*lists_of[tote].values(), *([{serving[tote]}] if serving.get(tote) else [])]
        if sides and not set.intersection(*sides):
            detail = {"tote": tote, "lists": sorted(set.union(*sides))}
            conditions.stand("tote_conflict", f"tote:{tote}", detail)
        else:
            conditions.gone("tote_conflict", f"tote:{tote}")
    conditions.settle()


def _contents(turn: Turn, totes: set[int]) -> list[tuple[int, int, int]]:
    balance, allocation, pick = floor.balance, orders.allocation, orders.pick_line
    query = (
        select(balance.c.holder_id, balance.c.order_line, pick.c.list_id)
        .join(allocation, (allocation.c.site_id == turn.site_id) & (allocation.c.order_line_id == balance.c.order_line))
        .join(pick, (pick.c.site_id == turn.site_id) & (pick.c.allocation_id == allocation.c.allocation_id))
        .where(balance.c.site_id == turn.site_id, balance.c.holder_kind == HolderKind.TOTE.value)
        .where(among(turn.connection, balance.c.holder_id, sorted(totes)))
        .where(balance.c.on_hand > 0, balance.c.order_line != 0)
    )
    return [(row[0], row[1], row[2]) for row in turn.connection.execute(query)]


def _serving(turn: Turn, totes: set[int]) -> list[tuple[int, int]]:
    tote = master.tote
    mine = (tote.c.site_id == turn.site_id) & among(turn.connection, tote.c.tote_id, sorted(totes))
    return [(row[0], row[1]) for row in turn.connection.execute(select(tote.c.tote_id, tote.c.list_id).where(mine))]
