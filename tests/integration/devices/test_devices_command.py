import json
import os
import signal
import subprocess
import sys
import time
from pathlib import Path

import pytest

from tests.support.ptys import ScannerPort
from warehouse_tui.services.layouts import TEST_CODE

PROGRAM = [sys.executable, "-m", "warehouse_tui", "devices"]


def run(*arguments: str, typed: str = "") -> subprocess.CompletedProcess[str]:
    return subprocess.run([*PROGRAM, *arguments], input=typed, capture_output=True, text=True, check=False, timeout=60)


class Watching:
    """`devices test` while it runs; its lines as they come."""

    def __init__(self, *arguments: str) -> None:
        env = {**os.environ, "PYTHONUNBUFFERED": "1"}
        self.process = subprocess.Popen([*PROGRAM, "test", *arguments], stdout=subprocess.PIPE, text=True, env=env)
        self.text = ""

    def wait_for(self, part: str, timeout: float = 30.0) -> None:
        assert self.process.stdout is not None
        deadline = time.monotonic() + timeout
        while part not in self.text:
            line = self.process.stdout.readline()
            assert line and time.monotonic() < deadline, f"{part!r} did not come; got:\n{self.text}"
            self.text += line

    def interrupt(self) -> int:
        self.process.send_signal(signal.SIGINT)
        rest, _ = self.process.communicate(timeout=30)
        self.text += rest
        return self.process.returncode


def test_every_byte_each_scan_and_what_it_says(tmp_path):
    with ScannerPort(tmp_path) as port:
        watching = Watching("--port", str(port.path))
        watching.wait_for("9600 baud")
        port.send(b"]C1010950110153000310AB\x1d17271231\r")
        watching.wait_for("2027-12-31")
        watching.wait_for("(17)271231")
        port.send(b"\xfe\x00\x9c\xf8\x1b]0;x\x07\x80\r")
        watching.wait_for("NO SCAN  garbage")
        assert watching.interrupt() == 0
    assert "5d 43 31 30 31 30 39 35" in watching.text
    assert "SCAN 1  ]C1010950110153000310AB<GS>17271231" in watching.text
    assert "gtin      09501101530003" in watching.text
    assert "\x1b" not in watching.text


def test_a_scanner_of_the_stations_file(tmp_path):
    with ScannerPort(tmp_path) as port:
        config = tmp_path / "station.toml"
        config.write_text(f'[[scanner]]\nname = "hand"\nport = "{port.path}"\nsuffix = "tab"\ngs1 = true\n')
        watching = Watching("--config", str(config), "--seconds", "60")
        watching.wait_for("suffix tab")
        port.send(b"010950110153000310A\t")
        watching.wait_for("lot       A")
        assert watching.interrupt() == 0


def test_it_ends_by_itself(tmp_path):
    with ScannerPort(tmp_path) as port:
        done = run("test", "--port", str(port.path), "--seconds", "0.1")
    assert (done.returncode, done.stderr) == (0, "")


@pytest.mark.parametrize(
    ("arguments", "says"),
    [
        (["test", "--port", "/nowhere/at-all"], "not plugged in"),
        (["test", "--port", "nonsense://x"], "nonsense"),
        (["test"], "--port is missing"),
        (["sounds", "--port", "/nowhere/at-all", "--feedback", "bel"], "not plugged in"),
        (["card", "zebra", "--out", "/nowhere/card.svg"], "No such file"),
    ],
)
def test_what_cannot_be_done_is_one_plain_line(arguments, says):
    done = run(*arguments)
    assert done.returncode == 1
    assert says in done.stderr
    assert len(done.stderr.splitlines()) == 1


def test_the_list_as_json():
    ports = json.loads(run("list", "--json").stdout)
    assert isinstance(ports, list)
    keys = {"name", "device", "description", "serial_number", "vid", "pid", "by_id", "by_path"}
    assert all(set(port) == keys for port in ports)


def test_a_card_as_text_and_as_a_picture(tmp_path):
    text = run("card", "honeywell").stdout
    assert "[FNC3]SUFBK2990D." in text and "Host ACK" in text
    out = tmp_path / "card.svg"
    assert run("card", "honeywell", "--out", str(out)).returncode == 0
    assert Path(out).read_text().startswith("<svg")


def test_the_sounds_are_played(tmp_path):
    with ScannerPort(tmp_path) as port:
        done = run("sounds", "--port", str(port.path), "--feedback", "zebra-ssi")
        assert done.returncode == 0
        assert port.received().hex() == "05e6040000ff1105e6040001ff1005e604000fff0205e6040005ff0c"
    assert done.stdout.splitlines()[2].startswith("wrong ")


def test_the_keyboard_layout():
    good = run("layout", typed=TEST_CODE + "\n")
    assert (good.returncode, "agree" in good.stdout) == (0, True)
    bad = run("layout", typed=TEST_CODE.translate(str.maketrans("YZyz", "ZYzy")) + "\n")
    assert bad.returncode == 1
    assert "QWERTZ" in bad.stderr and "Y→Z" in bad.stderr
