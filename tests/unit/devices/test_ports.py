from types import SimpleNamespace

import pytest
from serial.tools import list_ports

from warehouse_tui.devices.ports import find_ports


@pytest.fixture
def links(tmp_path):
    for folder in ("by-id", "by-path"):
        (tmp_path / folder).mkdir()
    return tmp_path


def plug(monkeypatch, *ports):
    known = {"description": "DS3608", "vid": 0x05E0, "pid": 0x1701}
    monkeypatch.setattr(list_ports, "comports", lambda: [SimpleNamespace(**known | port) for port in ports])


def test_a_scanner_with_a_serial_number_goes_by_its_id(monkeypatch, links):
    device = links / "ttyACM0"
    (links / "by-id" / "usb-Zebra_DS3608_S42-if00").symlink_to(device)
    (links / "by-path" / "pci-0:1").symlink_to(device)
    plug(monkeypatch, {"device": str(device), "serial_number": "S42"})
    [port] = find_ports(links)
    assert port.name == port.by_id == str(links / "by-id" / "usb-Zebra_DS3608_S42-if00")
    assert (port.vid, port.pid, port.serial_number) == ("05e0", "1701", "S42")


def test_scanners_without_serial_numbers_go_by_where_they_are_plugged_in(monkeypatch, links):
    devices = [links / "ttyACM0", links / "ttyACM1"]
    (links / "by-id" / "usb-Zebra_DS3608-if00").symlink_to(devices[1])
    for number, device in enumerate(devices):
        (links / "by-path" / f"pci-0:{number}").symlink_to(device)
    plug(monkeypatch, *({"device": str(device), "serial_number": None} for device in devices))
    assert [port.name for port in find_ports(links)] == [str(links / "by-path" / f"pci-0:{n}") for n in (0, 1)]


def test_a_port_that_udev_does_not_know_goes_by_its_device(monkeypatch, tmp_path):
    plug(monkeypatch, {"device": "/dev/ttyS0", "serial_number": None, "vid": None, "pid": None})
    [port] = find_ports(tmp_path)
    assert (port.name, port.vid) == ("/dev/ttyS0", "")
