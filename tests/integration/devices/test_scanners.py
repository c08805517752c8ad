import os
import socket
import threading
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from pathlib import Path

import pytest

from tests.support.ptys import ScannerPort
from warehouse_tui.devices.pool import ScannerPool
from warehouse_tui.devices.scanner import ScannerSettings
from warehouse_tui.domain.scans import Feedback, PortState, PortStatus, Scan, ScanNote

DEADLINE_S = 10.0


class Heard:
    """What a pool's scanners said, in order."""

    def __init__(self) -> None:
        self.scans: list[Scan] = []
        self.statuses: list[PortStatus] = []
        self._changed = threading.Condition()

    def on_scan(self, scan: Scan) -> None:
        with self._changed:
            self.scans.append(scan)
            self._changed.notify_all()

    def on_status(self, status: PortStatus) -> None:
        with self._changed:
            self.statuses.append(status)
            self._changed.notify_all()

    def wait(self, there: Callable[[], bool]) -> None:
        with self._changed:
            assert self._changed.wait_for(there, DEADLINE_S), (self.scans[-3:], self.statuses)

    def wait_scans(self, count: int) -> list[Scan]:
        self.wait(lambda: len(self.scans) >= count)
        return self.scans

    def wait_state(self, *states: PortState, name: str = "one") -> None:
        """Wait until a scanner has been through exactly these states."""
        self.wait(lambda: self.states(name) == list(states))

    def states(self, name: str = "one") -> list[PortState]:
        return [status.state for status in self.statuses if status.scanner == name]


@contextmanager
def pool_of(*settings: ScannerSettings) -> Iterator[tuple[ScannerPool, Heard]]:
    heard = Heard()
    pool = ScannerPool(settings, heard.on_scan, heard.on_status)
    pool.start()
    try:
        yield pool, heard
    finally:
        pool.stop()


@pytest.fixture
def port(tmp_path) -> Iterator[ScannerPort]:
    with ScannerPort(tmp_path) as port:
        yield port


def test_a_started_pool_listens_already(tmp_path: Path) -> None:
    with ScannerPort(tmp_path) as port:
        lost = ScannerSettings("two", str(tmp_path / "not there"))
        with pool_of(ScannerSettings("one", str(port.path)), lost) as (_, heard):
            assert {status.scanner: status.state for status in heard.statuses} == {
                "one": PortState.OPEN,
                "two": PortState.LOST,
            }


def test_two_hundred_scans_in_order_from_each_of_three_scanners(tmp_path):
    ports = [ScannerPort(tmp_path, f"scanner{n}") for n in range(3)]
    settings = [ScannerSettings(f"s{n}", str(port.path)) for n, port in enumerate(ports)]
    with pool_of(*settings) as (_, heard):
        heard.wait(lambda: len(heard.statuses) == 3)
        for number in range(200):
            for n, port in enumerate(ports):
                port.send(f"{n}-{number:04d}\r\n".encode())
        heard.wait_scans(600)
    for n, port in enumerate(ports):
        assert [s.text for s in heard.scans if s.scanner == f"s{n}"] == [f"{n}-{k:04d}" for k in range(200)]
        port.unplug()
    assert all(scan.note is None for scan in heard.scans)


def test_a_code_in_pieces_with_gs_and_bytes_that_are_no_text(port):
    with pool_of(ScannerSettings("one", str(port.path))) as (_, heard):
        heard.wait_state(PortState.OPEN)
        port.send(b"]C1010950110153")
        port.send(b"000310AB\x1d21")
        port.send(b"7\xe9\r")
        scan = heard.wait_scans(1)[0]
    assert (scan.text, scan.scanner, scan.note) == ("]C101095011015300031" + "0AB\x1d217\ufffd", "one", None)
    assert abs(time.monotonic() - scan.at) < DEADLINE_S


def test_a_hardware_repeat_is_marked_and_another_can_is_not(port):
    settings = ScannerSettings("one", str(port.path), repeat_ms=60_000)
    with pool_of(settings) as (_, heard):
        heard.wait_state(PortState.OPEN)
        port.send(b"A\rA\rB\rA\r")
        heard.wait_scans(4)
    assert [(scan.text, scan.note) for scan in heard.scans] == [
        ("A", None),
        ("A", ScanNote.REPEAT),
        ("B", None),
        ("A", None),
    ]


def test_the_same_code_after_repeat_ms_counts(port):
    now = [100.0]
    heard = Heard()
    pool = ScannerPool([ScannerSettings("one", str(port.path))], heard.on_scan, heard.on_status, lambda: now[0])
    pool.start()
    heard.wait_state(PortState.OPEN)
    for step, count in ((0.0, 1), (0.149, 2), (0.15, 3)):
        now[0] += step
        port.send(b"A\r")
        heard.wait_scans(count)
    pool.stop()
    assert [scan.note for scan in heard.scans] == [None, ScanNote.REPEAT, None]


def test_unplugged_and_plugged_in_again_by_the_same_name(port):
    with pool_of(ScannerSettings("one", str(port.path))) as (_, heard):
        heard.wait_state(PortState.OPEN)
        port.send(b"A\r")
        heard.wait_scans(1)
        port.unplug()
        heard.wait_state(PortState.OPEN, PortState.LOST)
        port.plug()
        heard.wait(lambda: heard.states()[-1] is PortState.OPEN)
        port.send(b"B\r")
        heard.wait_scans(2)
    assert [scan.text for scan in heard.scans] == ["A", "B"]
    lost = [status for status in heard.statuses if status.state is PortState.LOST]
    assert lost[0].port == str(port.path)
    assert lost[0].detail


def test_a_bad_port_says_why_and_stops_no_other(tmp_path, port):
    settings = [
        ScannerSettings("one", str(port.path)),
        ScannerSettings("absent", str(tmp_path / "nothing")),
        ScannerSettings("no-port", str(tmp_path)),
        ScannerSettings("no-scheme", "nonsense://x"),
        ScannerSettings("no-server", "socket://127.0.0.1:1"),
    ]
    with pool_of(*settings) as (_, heard):
        heard.wait(lambda: len(heard.statuses) >= 5)
        port.send(b"A\r")
        heard.wait_scans(1)
    details = {status.scanner: status.detail for status in heard.statuses}
    assert heard.states("one") == [PortState.OPEN]
    assert details["absent"] == "not plugged in"
    assert all(details[name] for name in ("no-port", "no-scheme", "no-server"))
    assert all(detail.isprintable() for detail in details.values())


def test_a_port_that_is_taken_says_so(port):
    with pool_of(ScannerSettings("one", str(port.path))) as (_, heard):
        heard.wait_state(PortState.OPEN)
        with pool_of(ScannerSettings("two", str(port.path))) as (_, second):
            second.wait_state(PortState.LOST, name="two")
    assert second.statuses[0].detail == "another program has it open"


def test_a_wrong_baud_rate_shows_and_goes_with_the_first_good_scan(port):
    with pool_of(ScannerSettings("one", str(port.path))) as (_, heard):
        heard.wait_state(PortState.OPEN)
        port.send(b"\xfe\x00\x9c\xf8\x80\xe6\r")
        heard.wait_state(PortState.OPEN, PortState.WRONG_BAUD)
        port.send(b"A\r")
        heard.wait_state(PortState.OPEN, PortState.WRONG_BAUD, PortState.OPEN)
    assert [scan.note for scan in heard.scans] == [ScanNote.GARBAGE, None]
    assert "9600" in heard.statuses[1].detail


def test_five_thousand_bytes_without_an_end_cost_a_message(port):
    with pool_of(ScannerSettings("one", str(port.path))) as (_, heard):
        heard.wait_state(PortState.OPEN)
        port.send(b"9" * 5000 + b"\r" + b"A\r")
        heard.wait_scans(2)
    assert [(scan.note, scan.text[:3]) for scan in heard.scans] == [(ScanNote.OVERLONG, "999"), (None, "A")]


def test_a_scan_carries_what_its_scanner_is_known_to_send(port):
    with pool_of(ScannerSettings("one", str(port.path), aim=True, gs1=True)) as (_, heard):
        heard.wait_state(PortState.OPEN)
        port.send(b"]C0A\r")
        scan = heard.wait_scans(1)[0]
    assert (scan.text, scan.aim, scan.gs1) == ("]C0A", True, True)


def test_a_scanner_that_sends_no_end(port):
    with pool_of(ScannerSettings("one", str(port.path), suffix="none")) as (_, heard):
        heard.wait_state(PortState.OPEN)
        port.send(b"A-03-12")
        assert heard.wait_scans(1)[0].text == "A-03-12"


def test_the_answer_reaches_the_hand_that_asked(tmp_path):
    ports = [ScannerPort(tmp_path, name) for name in ("one", "two")]
    settings = [ScannerSettings(port.path.name, str(port.path), feedback="zebra-ssi") for port in ports]
    with pool_of(*settings) as (pool, heard):
        heard.wait(lambda: len(heard.statuses) == 2)
        pool.feedback("one", Feedback.COUNTED)
        pool.feedback("one", Feedback.WRONG)
        pool.feedback("keyboard", Feedback.COUNTED)
        assert ports[0].wait_for(b"\x05\xe6\x04\x00\x0f\xff\x02").startswith(b"\x05\xe6\x04\x00\x00\xff\x11")
        ports[0].send(b"\x04\xd0\x00\x00\xff\x2cA\r")
        assert heard.wait_scans(1)[0].text == "A"
        assert ports[1].received() == b""
    for port in ports:
        port.unplug()


def test_a_scanner_that_waits_for_an_answer_is_let_go(port):
    with pool_of(ScannerSettings("one", str(port.path), feedback="honeywell")) as (pool, heard):
        heard.wait_state(PortState.OPEN)
        port.send(b"A\r")
        heard.wait_scans(1)
        pool.feedback("one", Feedback.COUNTED)
        assert port.wait_for(b"\x1b7,") == b"\x1b7,"
        port.send(b"B\r")
        assert port.wait_for(b"\x1b1,") == b"\x1b7,\x1b1,"


def test_an_answer_to_a_lost_scanner_holds_nobody_up(port):
    with pool_of(ScannerSettings("one", str(port.path), feedback="bel")) as (pool, heard):
        heard.wait_state(PortState.OPEN)
        port.unplug()
        heard.wait_state(PortState.OPEN, PortState.LOST)
        started = time.monotonic()
        for _ in range(100):
            pool.feedback("one", Feedback.WRONG)
        assert time.monotonic() - started < 1.0


def test_a_scanner_behind_a_socket():
    with socket.create_server(("127.0.0.1", 0)) as server:
        url = f"socket://127.0.0.1:{server.getsockname()[1]}"
        with pool_of(ScannerSettings("one", url, feedback="bel")) as (pool, heard):
            connection, _ = server.accept()
            heard.wait_state(PortState.OPEN)
            connection.sendall(b"A\rB\r")
            heard.wait_scans(2)
            pool.feedback("one", Feedback.COUNTED)
            assert connection.recv(10) == b"\x07"
            connection.close()
            heard.wait_state(PortState.OPEN, PortState.LOST)
            connection, _ = server.accept()
            heard.wait(lambda: heard.states()[-1] is PortState.OPEN)
            connection.sendall(b"C\r")
            heard.wait_scans(3)
            connection.close()
    assert [scan.text for scan in heard.scans] == ["A", "B", "C"]


def test_a_looped_port_hears_its_own_answer():
    with pool_of(ScannerSettings("one", "loop://", suffix="none", feedback="datalogic")) as (pool, heard):
        heard.wait_state(PortState.OPEN)
        pool.feedback("one", Feedback.WRONG)
        assert heard.wait_scans(1)[0].text == "FE"


def test_stopping_ends_every_thread_and_frees_the_port(port):
    before = threading.active_count()
    with pool_of(ScannerSettings("one", str(port.path))) as (_, heard):
        heard.wait_state(PortState.OPEN)
    assert threading.active_count() == before
    descriptor = os.open(port.path, os.O_RDWR | os.O_NOCTTY | os.O_NONBLOCK)
    os.close(descriptor)
