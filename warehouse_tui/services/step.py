"""A step of a worker's flow, and its answer."""

from __future__ import annotations

from dataclasses import dataclass

from warehouse_tui.domain.scans import Feedback, Resolution, ResolvedKind, Scan
from warehouse_tui.services.desk import Desk
from warehouse_tui.services.views import Alert, Message, Tone, View, Wanted


@dataclass(frozen=True, slots=True)
class Reply:
    """A step's answer to one scan, command or number.

    `alert` covers the step until it is cleared. `push` opens a side step on top; `done` closes the side step that
    answers. `leave` asks the program to end.
    """

    message: Message | None = None
    feedback: Feedback = Feedback.NONE
    alert: Alert | None = None
    push: Step | None = None
    done: bool = False
    leave: bool = False


class Step:
    """One thing to do. Base steps follow from what is on disk; side steps lie on top until they are done.

    A step holds no state that matters: what counts is in the journal, the rest may be lost at any moment.
    """

    name = ""
    # What the step takes: settles a code that names a place and an item alike.
    takes: frozenset[ResolvedKind] = frozenset()

    def __init__(self, desk: Desk) -> None:
        self.desk = desk

    def view(self) -> View:
        """Return what the step shows; the station adds header, last answer and menu."""
        raise NotImplementedError

    def scan(self, scan: Scan, found: Resolution) -> Reply:
        """Answer a scan that is neither a command nor a badge."""
        raise NotImplementedError

    def wanted(self) -> Wanted:
        """Return what a scanner could send to go on."""
        return Wanted()

    def badge(self, worker_id: int) -> Reply | None:
        """Answer a badge, or return None where it changes the worker as always."""
        return None

    def command(self, word: str) -> Reply | None:
        """Answer a command, or return None where it is not this step's."""
        return None

    def typed(self, text: str) -> Reply:
        """Answer what a person typed into the step's entry."""
        return wrong(self.desk.say("nothing_to_type"))


def good(text: str, feedback: Feedback = Feedback.COUNTED, *, done: bool = False, push: Step | None = None) -> Reply:
    """Return the answer to a scan that counted."""
    return Reply(Message(text, Tone.GOOD), feedback, done=done, push=push)


def wrong(text: str, alert: Alert | None = None) -> Reply:
    """Return the answer to a scan that was not what is needed. Nothing was written of goods."""
    return Reply(Message(text, Tone.BAD), Feedback.WRONG, alert)


def note(text: str, *, done: bool = False) -> Reply:
    """Return an answer for the eye only."""
    return Reply(Message(text, Tone.WARN), Feedback.ATTENTION, done=done)
