"""The wrong-scan screen: what was scanned, what is needed, where that belongs, and what to do now."""

from dataclasses import dataclass, replace

from warehouse_tui.domain.scans import Resolution, ResolvedKind, Scan
from warehouse_tui.services.desk import Desk
from warehouse_tui.services.pick.stop import Stop
from warehouse_tui.services.pick.wording import where_from
from warehouse_tui.services.ports import Item
from warehouse_tui.services.step import Reply, wrong
from warehouse_tui.services.views import Alert, Line, Tone
from warehouse_tui.services.words import item_tail, tail


@dataclass(frozen=True, slots=True)
class Need:
    """What a step expects: in words for the alert, and for the record."""

    what: str
    detail: str = ""
    place: int = 0  # the bin to judge distances from
    go_on: str = ""
    take: str = ""  # take … from …, where goods are needed


def refuse(desk: Desk, scan: Scan, found: Resolution, need: Need, do: tuple[str, ...] = ()) -> Reply:
    """Answer a scan that the step does not take. It is written down as refused: nothing was counted."""
    title, story, cures = _story(desk, scan, found, need)
    if desk.in_burst:  # another code of the carton that was just read: noted, not an error
        return wrong(title)
    desk.write(("scan_refused", {"code": scan.text[:200], "expected": need.what, "reason": title} | _list(desk)))
    alert = _alert(desk, title, story, need, do or cures)
    return wrong(title, replace(alert, item_id=found.id if found.kind is ResolvedKind.ITEM else 0))


def refuse_goods(desk: Desk, scan: Scan, item: Item, need: Need, reason: str, **values: object) -> Reply:
    """Answer a scan of the right item whose goods must not be taken: expired, frozen, a serial seen before …"""
    title = desk.say(f"refused_{reason}", **values)
    do = (desk.say(f"refused_{reason}_do", **values), desk.say("do_leave_or_short"))
    desk.write(("scan_refused", {"code": scan.text[:200], "expected": need.what, "reason": reason} | _list(desk)))
    story = (Line(item.name, item_tail(item), Tone.STRONG), Line(title))
    return wrong(title, _alert(desk, title, story, need, do))


def _list(desk: Desk) -> dict[str, int]:
    return desk.list_body() if desk.progress else {}


def _alert(desk: Desk, title: str, story: tuple[Line, ...], need: Need, do: tuple[str, ...]) -> Alert:
    needed = [Line(need.what, tone=Tone.STRONG)]
    if need.detail:
        needed.append(Line(need.detail))
    return Alert(
        title,
        story,
        tuple(needed),
        desk.say("nothing_counted"),
        do,
        need.go_on or desk.say("scan_to_go_on", what=need.what),
        scanned_label=desk.say("scanned"),
        need_label=desk.say("need"),
        do_label=desk.say("do"),
    )


def _story(desk: Desk, scan: Scan, found: Resolution, need: Need) -> tuple[str, tuple[Line, ...], tuple[str, ...]]:
    """Return the title, what was scanned, and the cures."""
    teller = _STORIES.get(found.kind, _unknown)
    return teller(desk, scan, found, need)


def _item(desk: Desk, scan: Scan, found: Resolution, need: Need) -> tuple[str, tuple[Line, ...], tuple[str, ...]]:
    item = desk.item(found.id)
    lines = [Line(item.name, item_tail(item), Tone.STRONG)]
    do = []
    homes = [place for place in item.locations if place]
    if homes:
        home = desk.place(homes[0])
        here = desk.place(need.place) if need.place else home
        lines.append(Line(where_from(desk, here, home)))
        do.append(desk.say("do_back_to", place=home.code))
    else:
        lines.append(Line(desk.say("lives_nowhere")))
        do.append(desk.say("do_aside"))
    do.append(need.take or desk.say("do_need", what=need.what))
    return desk.say("wrong_item"), tuple(lines), tuple(do)


def _place(desk: Desk, scan: Scan, found: Resolution, need: Need) -> tuple[str, tuple[Line, ...], tuple[str, ...]]:
    place = desk.place(found.id)
    lines = [Line(place.code, desk.say(f"kind_{place.kind}"), Tone.STRONG)]
    if need.place:
        goal = desk.place(need.place)
        lines.append(Line(where_from(desk, place, goal)))
        return desk.say("wrong_place"), tuple(lines), (desk.say("do_go_to", place=goal.code),)
    return desk.say("wrong_place"), tuple(lines), (desk.say("do_need", what=need.what),)


def _tote(desk: Desk, scan: Scan, found: Resolution, need: Need) -> tuple[str, tuple[Line, ...], tuple[str, ...]]:
    """Tell the tote's story: a stray tote scanned anywhere says whose it is."""
    tote = desk.directory.tote(found.id)
    lines = [Line(desk.say("tote_named", tote=desk.tote_code(found.id)), tone=Tone.STRONG)]
    if tote:
        lines.append(Line(desk.say(f"tote_{tote.state}")))
        if tote.order_number:
            lines.append(Line(desk.say("tote_order", order=tote.order_number)))
        if tote.location_id:
            lines.append(Line(desk.say("tote_at", place=desk.place(tote.location_id).code)))
    return desk.say("wrong_tote"), tuple(lines), (desk.say("do_need", what=need.what),)


def _damaged(desk: Desk, scan: Scan, found: Resolution, need: Need) -> tuple[str, tuple[Line, ...], tuple[str, ...]]:
    why = desk.say(f"damaged_{found.read.fault or 'structure'}")
    lines = (Line(scan.text[:40], tone=Tone.STRONG), Line(why))
    return desk.say("damaged_code"), lines, (desk.say("do_again"), desk.say("do_no_code"))


def _ambiguous(desk: Desk, scan: Scan, found: Resolution, need: Need) -> tuple[str, tuple[Line, ...], tuple[str, ...]]:
    names = [desk.item(match.id).name for match in found.matches if match.kind is ResolvedKind.ITEM]
    lines = (Line(tail(scan.text), desk.say("two_things"), Tone.STRONG), *(Line(name) for name in names[:4]))
    return desk.say("ambiguous_code"), lines, (desk.say("do_other_code"), desk.say("do_no_code"))


def _unknown(desk: Desk, scan: Scan, found: Resolution, need: Need) -> tuple[str, tuple[Line, ...], tuple[str, ...]]:
    lines = (Line(scan.text[:40], tone=Tone.STRONG), Line(desk.say("not_known_here")))
    return desk.say("unknown_code"), lines, (desk.say("do_other_code"), desk.say("do_no_code"))


def _sscc(desk: Desk, scan: Scan, found: Resolution, need: Need) -> tuple[str, tuple[Line, ...], tuple[str, ...]]:
    lines = (Line(tail(scan.text), desk.say("a_parcel"), Tone.STRONG),)
    return desk.say("wrong_code"), lines, (desk.say("do_need", what=need.what),)


def _order(desk: Desk, scan: Scan, found: Resolution, need: Need) -> tuple[str, tuple[Line, ...], tuple[str, ...]]:
    lines = (Line(scan.text[:40], desk.say("an_order"), Tone.STRONG),)
    return desk.say("wrong_code"), lines, (desk.say("do_need", what=need.what),)


def _badge(desk: Desk, scan: Scan, found: Resolution, need: Need) -> tuple[str, tuple[Line, ...], tuple[str, ...]]:
    worker = desk.directory.worker(found.id)
    lines = (Line(worker.name if worker else "", desk.say("a_badge"), Tone.STRONG),)
    return desk.say("wrong_code"), lines, (desk.say("do_need", what=need.what),)


_STORIES = {
    ResolvedKind.ITEM: _item,
    ResolvedKind.LOCATION: _place,
    ResolvedKind.TOTE: _tote,
    ResolvedKind.DAMAGED: _damaged,
    ResolvedKind.AMBIGUOUS: _ambiguous,
    ResolvedKind.UNKNOWN: _unknown,
    ResolvedKind.SSCC: _sscc,
    ResolvedKind.ORDER: _order,
    ResolvedKind.BADGE: _badge,
}


def need_item(desk: Desk, stop: Stop) -> Need:
    """Return what the item step expects."""
    item = desk.item(stop.item_id)
    place = desk.place(stop.location_id)
    detail = desk.say("need_item", place=place.code, taken=stop.taken, wanted=stop.wanted)
    what = f"{item.name} {item_tail(item)}"
    go_on = desk.say("scan_to_go_on", what=item_tail(item))
    return Need(what, detail, stop.location_id, go_on, desk.say("do_take", code=item_tail(item), place=place.code))
