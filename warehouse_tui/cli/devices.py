"""`warehouse-tui devices`: what is plugged in, what a scanner sends, and how to set it up."""

from contextlib import suppress
from dataclasses import asdict, replace
from pathlib import Path
from typing import TYPE_CHECKING, Any

import click

from warehouse_tui.cli.common import example, json_option, optional_config_option, print_json, printable
from warehouse_tui.domain.errors import DeviceError, SettingsError

if TYPE_CHECKING:
    from warehouse_tui.devices.scanner import ScannerSettings
    from warehouse_tui.services.ports import Directory
    from warehouse_tui.settings import Settings

MAKERS = ("zebra", "honeywell", "datalogic", "newland")
SUFFIXES = ("auto", "cr", "lf", "crlf", "tab", "etx", "none")
PROTOCOLS = ("bel", "zebra-ssi", "honeywell", "datalogic", "newland")
_SOUND_GAP_S = 1.5


@click.group(epilog=example("warehouse-tui devices list", "warehouse-tui devices test --port /dev/ttyACM0"))
def devices() -> None:
    """Find scanners, see what they send, and set them up."""


@devices.command("list", epilog=example("warehouse-tui devices list --json"))
@json_option
def list_(as_json: bool) -> None:
    """Show the serial ports, by the names that stay the same over a replug."""
    from warehouse_tui.devices.ports import find_ports

    ports = find_ports()
    if as_json:
        print_json([asdict(port) for port in ports])
        return
    if not ports:
        click.echo("No serial ports. A scanner that types as a keyboard needs none; else set it to USB CDC (COM port).")
    for port in ports:
        click.echo(f"{printable(port.name)}\n  {port.device}  {printable(port.description)}")


@devices.command(epilog=example("warehouse-tui devices test --port /dev/ttyACM0 --seconds 60"))
@click.option("--port", help="A path, a pyserial URL, or the name of a [[scanner]] in --config.")
@click.option("--baud", type=click.IntRange(300, 4_000_000), help="Bits a second.  [default: 9600]")
@click.option("--suffix", type=click.Choice(SUFFIXES), help="What ends a code.  [default: auto]")
@click.option("--gs1", is_flag=True, help="It sends GS1 data without an AIM prefix.")
@click.option("--seconds", type=click.FloatRange(min=0.1), help="End after so long.")
@optional_config_option
def test(config: Path | None, port: str | None, seconds: float | None, gs1: bool, **given: Any) -> None:
    """Show every byte that a scanner sends, each scan, and what it means here. Ctrl+C ends."""
    from warehouse_tui.cli.device_view import ScanView
    from warehouse_tui.codes.reader import BiipReader
    from warehouse_tui.devices.watching import watch

    settings = _load(config)
    scanner = _scanner(settings, port)
    scanner = replace(scanner, gs1=gs1 or scanner.gs1, **{key: value for key, value in given.items() if value})
    view = ScanView(BiipReader(), scanner.aim, scanner.gs1, _directory(settings))

    def opened() -> None:
        click.echo(f"{printable(scanner.port)}  {scanner.baud} baud, suffix {scanner.suffix}. Scan; Ctrl+C ends.")

    with suppress(KeyboardInterrupt):
        for arrived in watch(scanner, seconds, opened):
            for line in view.lines(arrived):
                click.echo(line)


@devices.command(epilog=example("warehouse-tui devices sounds --port /dev/ttyACM0 --feedback zebra-ssi"))
@click.option("--port", required=True, help="A path or a pyserial URL.")
@click.option("--feedback", "protocol", type=click.Choice(PROTOCOLS), required=True, help="What the scanner speaks.")
@click.option("--baud", type=click.IntRange(300, 4_000_000), default=9600, show_default=True, help="Bits a second.")
def sounds(port: str, protocol: str, baud: int) -> None:
    """Play the four sounds on a scanner, named one by one."""
    import time

    from warehouse_tui.devices.feedback import feedback_bytes
    from warehouse_tui.devices.scanner import ScannerSettings, open_port, reason
    from warehouse_tui.domain.scans import Feedback

    try:
        with open_port(ScannerSettings("sounds", port, baud)) as opened:
            for sound in (Feedback.COUNTED, Feedback.LINE_DONE, Feedback.WRONG, Feedback.NOT_COUNTED):
                data = feedback_bytes(protocol, sound)
                heard = data.hex(" ") or "silent: this protocol has no sound for it"
                click.echo(f"{sound.value.replace('_', ' '):<12} {heard}")
                opened.write(data)
                time.sleep(_SOUND_GAP_S)
    except (OSError, ValueError) as error:
        raise DeviceError(f"{port}: {reason(error)}") from error


@devices.command(epilog=example("warehouse-tui devices card honeywell --out honeywell.svg"))
@click.argument("maker", type=click.Choice(MAKERS))
@click.option("--out", type=click.Path(path_type=Path, dir_okay=False), metavar="FILE.svg", help="Draw it for paper.")
def card(maker: str, out: Path | None) -> None:
    """Print the set-up card of a maker's scanners: each setting with its source."""
    from warehouse_tui.devices.cards import CARDS, card_lines

    if out is None:
        click.echo("\n".join(card_lines(CARDS[maker])))
        return
    from warehouse_tui.devices.drawing import draw_card

    _write(out, draw_card(CARDS[maker]))


@devices.command(epilog=example("warehouse-tui devices layout --out layout.svg", "warehouse-tui devices layout"))
@click.option("--out", type=click.Path(path_type=Path, dir_okay=False), metavar="FILE.svg", help="Draw the test code.")
def layout(out: Path | None) -> None:
    """Tell which keyboard layout garbles the codes of a scanner that types."""
    from warehouse_tui.services.layouts import TEST_CODE, layout_of

    if out is not None:
        from warehouse_tui.devices.drawing import draw_code

        _write(out, draw_code("Keyboard layout test", TEST_CODE))
        return
    typed = click.prompt(
        "Scan the layout test (`devices layout --out FILE.svg` draws it)", default="", show_default=False
    )
    verdict = layout_of(typed)
    if not verdict.garbles:
        click.echo("Good: this scanner and this computer agree on every key.")
        return
    raise DeviceError(
        f"keyboard layout {verdict.name}: codes are garbled {printable(verdict.what)}".rstrip()
        + "; set the scanner's keyboard layout to this computer's, or the scanner to USB CDC (COM port)"
    )


def _write(out: Path, text: str) -> None:
    try:
        out.write_text(text, encoding="utf-8")
    except OSError as error:
        raise DeviceError(f"{out}: {error.strerror}; give a file that can be written") from error
    click.echo(f"{out} written; print it at 100 %")


def _load(config: Path | None) -> "Settings | None":
    if config is None:
        return None
    from warehouse_tui.settings import load_settings

    return load_settings(config)


def _scanner(settings: "Settings | None", port: str | None) -> "ScannerSettings":
    """Return the scanner that is meant: one of the file's by its name or port, or any port."""
    from warehouse_tui.devices.scanner import ScannerSettings

    known = [ScannerSettings(**asdict(one)) for one in settings.scanners] if settings else []
    if port is None and len(known) == 1:
        return known[0]
    if port is None:
        names = ", ".join(one.name for one in known) or "none in a file"
        raise SettingsError(f"--port is missing; scanners: {names}; `warehouse-tui devices list` shows the ports")
    return next((one for one in known if port in (one.name, one.port)), ScannerSettings("test", port))


def _directory(settings: "Settings | None") -> "Directory | None":
    """Return the records of the station, where it has pulled any."""
    if settings is None or settings.station is None:
        return None
    replica = settings.station.data / "replica.db"
    if not replica.exists():
        return None
    from warehouse_tui.store.central.engine import connect
    from warehouse_tui.store.station.replica import Replica

    return Replica(connect(f"sqlite:///{replica}"))
