"""A picker picks an order to its end: the real program in a terminal, a real port as the scanner, the hub its child."""

from pathlib import Path

from tests.support.ptys import ScannerPort
from tests.support.site import APPLE, CASE, MUG, build_site, running


def test_an_order_from_the_badge_to_the_lane(tmp_path: Path, hand: ScannerPort) -> None:
    site = build_site(tmp_path, [[("JU-APPLE", 14), ("MU-BLUE", 2)]], [hand])
    with running(site.config, hand) as ana:
        assert "Pier Seven" in "\n".join(ana.see("SCAN YOUR BADGE"))
        ana.answer("W-1", "SCAN A TOTE")
        ana.answer("T1", "TAKEN 0 of 14")
        ana.answer(CASE, "TAKEN 12 of 14")
        ana.answer(APPLE, "TAKEN 13 of 14")
        ana.stray(MUG)
        screen = "\n".join(ana.see("SCAN …3931 TO GO ON"))
        for words in ("WRONG ITEM", "MUG BLUE", "JUICE APPLE 1L", "A-09-1", "NOTHING COUNTED"):
            assert words in screen
        assert ana.terminal.bells >= 1
        ana.answer(APPLE, "A-03-1 done: 14")
        ana.answer(MUG, "TAKEN 1 of 2")
        ana.answer(MUG, "SCAN LANE P1")
        ana.answer("P1", "List 1 is done")
        site.settle()
        ana.leave()
    told = site.ask("orders", "show", "1001")
    assert told["order"]["state"] == "picked"
    assert [(line["sku"], line["picked"]) for line in told["lines"]] == [("JU-APPLE", 14), ("MU-BLUE", 2)]
    assert [(tote["code"], tote["state"], tote["location"]) for tote in told["totes"]] == [("T1", "filled", "P1")]
    assert site.in_totes("1001") == {"T1": {"JU-APPLE": 14, "MU-BLUE": 2}}
    status = site.ask("status")
    assert status["orders"]["by_state"] == {"picked": 1}
    assert status["lists"]["by_state"] == {"done": 1}
    assert status["stock"] == {"location": 134, "tote": 16, "unknown": -150}
    assert not status["hub"]["running"]
    site.check()


def test_the_hand_hears_each_answer(tmp_path: Path, hand: ScannerPort) -> None:
    site = build_site(tmp_path, [[("JU-APPLE", 2)]], [hand])
    with running(site.config, hand) as ana:
        ana.see("SCAN YOUR BADGE")
        ana.answer("W-1", "SCAN A TOTE")
        ana.answer("T1", "TAKEN 0 of 2")
        counted = len(hand.received())
        assert counted > 0
        ana.stray(MUG)
        ana.see("WRONG ITEM")
        wrong = hand.received()[counted:]
        ana.answer(APPLE, "TAKEN 1 of 2")
        good = hand.received()[counted + len(wrong) :]
        assert wrong
        assert good
        assert wrong != good


def test_work_comes_by_itself_from_an_import(tmp_path: Path, hand: ScannerPort) -> None:
    site = build_site(tmp_path, [], [hand], planned=False)
    with running(site.config, hand) as ana:
        ana.see("SCAN YOUR BADGE")
        ana.answer("W-1", "No list is free now")
        more = tmp_path / "more.csv"
        more.write_text("order,channel,street,city,postcode,country,sku,quantity\n7,web,S 1,H,20457,DE,MU-BLUE,1\n")
        assert site.cli("import", "orders", str(more)).exit_code == 0
        ana.see("SCAN A TOTE")
        ana.answer("T3", "TAKEN 0 of 1")
