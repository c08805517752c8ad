"""What every step at a station shares: who works, on what, and how to write facts and find words."""

from dataclasses import dataclass, field
from datetime import UTC, date, datetime

from warehouse_tui.domain.facts import Body, Draft, Fact
from warehouse_tui.domain.scans import PortState, PortStatus
from warehouse_tui.services.messages import Words
from warehouse_tui.services.pick.progress import ListProgress
from warehouse_tui.services.ports import (
    Clock,
    Directory,
    Item,
    Journal,
    Link,
    LinkStatus,
    Location,
    PinVerifier,
    Rules,
    Worker,
)
from warehouse_tui.services.views import Header, Line, Tone
from warehouse_tui.services.words import site_time


@dataclass(slots=True)
class Desk:
    """The shared state of a station's services. Memory changes only after a fact is on disk."""

    journal: Journal
    directory: Directory
    link: Link
    clock: Clock
    pins: PinVerifier
    rules: Rules = field(default_factory=Rules)
    worker: Worker | None = None
    progress: ListProgress | None = None
    link_status: LinkStatus | None = None
    ports: dict[str, PortStatus] = field(default_factory=dict)
    last: Line | None = None
    in_burst: bool = False  # this scan came from the same trigger pull as a good one
    wanted_list: int = 0  # a list that the worker chose and that is on its way
    freed_totes: set[int] = field(default_factory=set)  # freed here since the replica last changed
    parked_totes: dict[int, int] = field(default_factory=dict)  # the lane, while the centre does not tell it yet
    words: Words = field(default_factory=lambda: Words("en"))

    def say(self, key: str, **values: object) -> str:
        """Return a text of the catalogue in the worker's language."""
        return self.words(key, **values)

    def write(self, *facts: tuple[str, Body]) -> list[Fact]:
        """Write facts durably, then fold those of the list at hand. Raises JournalError; nothing is changed then."""
        who = self.worker.worker_id if self.worker else 0
        sealed = self.journal.append([Draft(kind, body, who) for kind, body in facts])
        if self.progress:
            self.progress.fold(sealed)
        self.link.facts_written()
        return sealed

    def list_body(self) -> dict[str, int]:
        """Return what every fact of list work carries."""
        work = self.work()
        return {"list": work.work.list_id, "claim_no": work.work.claim_no}

    def work(self) -> ListProgress:
        """Return the list at hand; only steps of a list ask for it."""
        if self.progress is None:
            raise LookupError("no list at hand")
        return self.progress

    def item(self, item_id: int) -> Item:
        """Return an item; one that the replica does not have yet is shown by its number."""
        found = self.directory.item(item_id)
        return found or Item(item_id, f"#{item_id}", f"#{item_id}", "", "none", frozenset(), 0, (), ())

    def units(self, n: int, item: Item) -> str:
        """Return the word for `n` units of an item."""
        return self.words.unit(n, item.unit) if item.unit else self.say("unit")

    def place(self, location_id: int) -> Location:
        """Return a location; one that the replica does not have yet is shown by its number."""
        found = self.directory.location(location_id)
        return found or Location(location_id, f"#{location_id}", "", "", "pick", 0, "", 0, "", ())

    def tote_code(self, tote_id: int) -> str:
        """Return the code on a tote."""
        tote = self.directory.tote(tote_id)
        return tote.code if tote else f"#{tote_id}"

    def today(self) -> date:
        """Return the date at the site."""
        return site_time(self.clock.now(), self.rules.timezone).date()

    def time_of(self, moment: datetime) -> str:
        """Return a moment as the site's clock shows it."""
        return site_time(moment.astimezone(UTC), self.rules.timezone).strftime("%H:%M")

    def speak(self) -> None:
        """Take the language of the worker, or the site's while nobody is signed in."""
        language = self.worker.language if self.worker and self.worker.language else self.rules.language
        self.words = Words(language)

    def header(self) -> Header:
        """Return the top line: worker, list, progress, link, and scanners that cannot be heard."""
        title = progress = ""
        if self.progress:
            title = self.say("list_title", number=self.progress.work.number)
            done = self.progress.lines_done()
            total = len(self.progress.lines)
            progress = self.say("line_progress", n=min(done + 1, total), total=total)
        link, tone = self._link_words()
        name = self.worker.name if self.worker else self.rules.site_name
        return Header(name, title, progress, link, tone, self._deaf())

    def _link_words(self) -> tuple[str, Tone]:
        status = self.link_status or self.link.status()
        if status.alarm:
            return self.say("link_alarm", unsent=status.unsent), Tone.BAD
        if status.online:
            return self.say("link_online", unsent=status.unsent), Tone.NORMAL
        since = self.time_of(status.since) if status.since else "--:--"
        return self.say("link_offline", since=since, unsent=status.unsent), Tone.WARN

    def _deaf(self) -> tuple[Line, ...]:
        lines = []
        for status in self.ports.values():
            if status.state is not PortState.OPEN:
                lines.append(Line(self.say(f"scanner_{status.state.value}", name=status.scanner), tone=Tone.BAD))
        return tuple(lines)
