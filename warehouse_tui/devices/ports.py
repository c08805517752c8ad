"""Which serial ports this computer has, and by which names they stay the same over a replug."""

from dataclasses import dataclass
from pathlib import Path

from serial.tools import list_ports

_SERIAL_LINKS = Path("/dev/serial")


@dataclass(frozen=True, slots=True)
class FoundPort:
    """A serial port. `name` is what belongs into the station's file: it stays the same over a replug."""

    name: str
    device: str
    description: str
    serial_number: str
    vid: str
    pid: str
    by_id: str
    by_path: str


def find_ports(links: Path = _SERIAL_LINKS) -> list[FoundPort]:
    """Return the ports that are there now, by device."""
    by_id, by_path = _links(links / "by-id"), _links(links / "by-path")
    found = []
    for port in sorted(list_ports.comports(), key=lambda port: port.device):
        own_id, own_path = by_id.get(port.device, ""), by_path.get(port.device, "")
        # Two scanners without serial numbers share one by-id name: where it is plugged in tells them apart.
        name = (own_id if port.serial_number else "") or own_path or own_id or port.device
        found.append(
            FoundPort(
                name=name,
                device=port.device,
                description=port.description or "",
                serial_number=port.serial_number or "",
                vid=f"{port.vid:04x}" if port.vid is not None else "",
                pid=f"{port.pid:04x}" if port.pid is not None else "",
                by_id=own_id,
                by_path=own_path,
            )
        )
    return found


def _links(folder: Path) -> dict[str, str]:
    """Return the links in a folder by the device that each leads to."""
    try:
        return {str(link.resolve()): str(link) for link in sorted(folder.iterdir())}
    except OSError:
        return {}
