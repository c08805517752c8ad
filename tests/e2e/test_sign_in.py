"""A PIN where the role asks for one: typed, never shown, never written, and locked after five wrong ones."""

from pathlib import Path

from tests.support.ptys import ScannerPort
from tests.support.site import build_site, running, slowly

PIN, WRONG = "246810", "135791"


def test_the_pin_is_asked_hidden_and_locks_over_a_restart(tmp_path: Path, hand: ScannerPort) -> None:
    site = build_site(tmp_path, [[("JU-APPLE", 1)]], [hand])
    with running(site.config, hand) as sofia:
        sofia.see("SCAN YOUR BADGE")
        sofia.answer("W-9", "KEY YOUR PIN")
        slowly(sofia.terminal, PIN)
        sofia.see("Hello Sofia")
        sofia.answer("XXOUT", "SCAN YOUR BADGE")
        sofia.answer("W-9", "KEY YOUR PIN")
        for n in range(4):
            slowly(sofia.terminal, WRONG)
            sofia.see("WRONG PIN")
            assert n == site.kinds().count("sign_in_failed") - 1
            sofia.terminal.press("escape")
            sofia.see("SCAN YOUR BADGE")
            sofia.answer("W-9", "KEY YOUR PIN")
        slowly(sofia.terminal, WRONG)
        sofia.see("LOCKED until")
        sofia.terminal.kill()
        shown = sofia.terminal.output()
    with running(site.config, hand) as sofia:
        sofia.see("SCAN YOUR BADGE")
        sofia.answer("W-9", "LOCKED until")
        sofia.aim_again()
        sofia.answer("W-1", "Hello Ana")
        shown += sofia.terminal.output()
    assert PIN.encode() not in shown
    written = b"".join(path.read_bytes() for path in tmp_path.rglob("*") if path.is_file() and path.suffix != ".csv")
    for secret in (PIN, WRONG):
        assert secret.encode() not in written
