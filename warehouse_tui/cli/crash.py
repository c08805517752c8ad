"""What happens on an error that nobody foresaw: one plain line on the screen, the details in a file.

The file gets the places in the code and the kinds of error, not their messages: those may quote what was typed,
scanned or read from a database.
"""

import os
import sys
import tempfile
import threading
import traceback
from collections.abc import Iterator
from datetime import UTC, datetime
from importlib.metadata import version
from pathlib import Path
from types import TracebackType

import click

_APPEND = os.O_WRONLY | os.O_APPEND | os.O_CREAT | os.O_NOFOLLOW


def install_crash_hooks() -> None:
    """Send what nobody catches, in any thread, to the log instead of the screen."""
    sys.excepthook = _on_crash
    threading.excepthook = _on_thread_crash
    sys.unraisablehook = _on_unraisable


def log_crash(error: BaseException, where: str) -> Path | None:
    """Append what is known about `error` to the log and return its path, or None where no log can be written."""
    report = "".join(_report(error, where))
    for folder in _log_folders():
        try:
            folder.mkdir(parents=True, exist_ok=True, mode=0o700)
            path = folder / "errors.log"
            with os.fdopen(os.open(path, _APPEND, 0o600), "a") as log:
                log.write(report)
        except OSError:
            continue
        return path
    return None


def _on_crash(kind: type[BaseException], error: BaseException, trace: TracebackType | None) -> None:
    path = log_crash(error, "main")
    details = f"details are in {path}" if path else "no log could be written"
    click.echo(f"warehouse-tui stopped on an error of its own ({kind.__name__}): {details}", err=True)


def _on_thread_crash(crash: threading.ExceptHookArgs) -> None:
    if crash.exc_value is not None:
        log_crash(crash.exc_value, crash.thread.name if crash.thread else "a thread")


def _on_unraisable(crash: "sys.UnraisableHookArgs") -> None:
    if crash.exc_value is not None:
        log_crash(crash.exc_value, "clean-up")


def _report(error: BaseException, where: str) -> Iterator[str]:
    now = datetime.now(UTC).isoformat(timespec="seconds")
    yield f"{now} warehouse-tui {version('warehouse-tui')}, in {where}\n"
    link: BaseException | None = error
    while link is not None:
        yield f"{type(link).__module__}.{type(link).__qualname__}\n"
        yield from traceback.format_tb(link.__traceback__)
        link = link.__cause__ or link.__context__


def _log_folders() -> Iterator[Path]:
    state, home = os.environ.get("XDG_STATE_HOME"), os.environ.get("HOME")
    if state:
        yield Path(state) / "warehouse-tui"
    elif home:
        yield Path(home) / ".local/state/warehouse-tui"
    yield Path(tempfile.gettempdir()) / f"warehouse-tui-{os.getuid()}"
