"""A live view of what a scanner sends: every byte, every scan."""

import time
from collections.abc import Callable, Iterator
from dataclasses import dataclass

from warehouse_tui.devices.feedback import REPLIES
from warehouse_tui.devices.framing import Frame, Framer
from warehouse_tui.devices.scanner import Clock, ScannerSettings, open_port, reason
from warehouse_tui.domain.errors import DeviceError


@dataclass(frozen=True, slots=True)
class Arrived:
    """What came at once: the bytes, and the scans that they ended. `at` is seconds since the port was opened."""

    at: float
    data: bytes
    frames: tuple[Frame, ...]


def watch(
    settings: ScannerSettings, seconds: float | None, opened: Callable[[], None], clock: Clock = time.monotonic
) -> Iterator[Arrived]:
    """Yield what arrives on a port for `seconds` (for ever where None); `opened` is called when the port is open.

    DeviceError where the port cannot be opened, or is lost.
    """
    framer = Framer(settings.suffix, REPLIES.get(settings.feedback))
    try:
        with open_port(settings) as port:
            opened()
            began = clock()
            while seconds is None or clock() - began < seconds:
                data = port.read(1)
                if data and (waiting := port.in_waiting):
                    data += port.read(waiting)
                now = clock()
                frames = framer.feed(data, now)
                if data or frames:
                    yield Arrived(now - began, data, tuple(frames))
    except (OSError, ValueError) as error:
        raise DeviceError(
            f"{settings.port}: {reason(error)}; `warehouse-tui devices list` shows the ports that there are"
        ) from error
