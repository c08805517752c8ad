"""The sample site's files: items, places, stock, people and a day's orders, the same for the same seed and day."""

import csv
import random
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import date, timedelta
from pathlib import Path

from warehouse_tui.demo.sample_goods import FAMILIES, Family
from warehouse_tui.domain.gtin import check_digit

KINDS = ("items", "locations", "stock", "workers", "orders")
ITEM_COLUMNS = (
    "sku,name,barcodes,unit,handling,weight_g,length_mm,width_mm,height_mm,tracking,min_days_left,min_stock,"
    "reorder_multiple,lead_time_days,price"
)
LOCATION_COLUMNS = "code,barcode,zone,kind,block,aisle,bay,level,x_m,y_m,check_digits"
ORDER_COLUMNS = (
    "order,channel,priority,ship_by,customer,email,phone,company,street,city,region,postcode,country,service,notes,"
    "sku,quantity,unit_price"
)
LANES = (
    ("P1", "pack"),
    ("P2", "pack"),
    ("HOLD-1", "hold"),
    ("WAIT-1", "wait"),
    ("QUAR-1", "quarantine"),
    ("RET-1", "returns"),
    ("DOCK-1", "dock"),
)
WORKERS = (
    ("W-1001", "Ana", "picker", "", "en"),
    ("W-1002", "Jan", "picker", "", "en"),
    ("W-1003", "Lena", "picker", "", "de"),
    ("W-2001", "Marek", "packer", "", "en"),
    ("W-9001", "Sofia", "supervisor;picker", "246810", "en"),
)
PEOPLE = ("Kim Berg", "Ola Nyman", "Rosa Klein", "Theo Lang", "Ida Holm", "Max Roth", "Lea Frank", "Per Lund")
AISLES, BAYS, LEVELS = "ABCDEF", 16, 2
SHORT_OF = "PU-PUZHAR-500"  # the records say 3, the shelf holds 1: for trying XXSHORT


@dataclass(frozen=True, slots=True)
class Sku:
    """One item of the sample site."""

    sku: str
    name: str
    family: Family
    gtin: str
    case_gtin: str


def write_site(folder: Path, seed: int, today: date) -> dict[str, Path]:
    """Write the five files into a folder and return their paths by kind."""
    rnd = random.Random(seed)
    skus = _skus()
    spots = _pick_spots(rnd)
    homes = _homes(skus, spots, rnd)
    rows: dict[str, tuple[str, Iterable[Sequence[object]]]] = {
        "items": (ITEM_COLUMNS, [_item_row(sku, rnd) for sku in skus]),
        "locations": (LOCATION_COLUMNS, _location_rows(spots, rnd)),
        "stock": ("location,sku,quantity,lot,expiry", _stock_rows(skus, homes, today, rnd)),
        "workers": ("badge,name,roles,pin,language", WORKERS),
        "orders": (ORDER_COLUMNS, _order_rows(skus, today, rnd)),
    }
    folder.mkdir(parents=True, exist_ok=True)
    return {kind: _write(folder / f"{kind}.csv", *rows[kind]) for kind in KINDS}


def _write(path: Path, columns: str, body: Iterable[Sequence[object]]) -> Path:
    with path.open("w", newline="", encoding="utf-8") as file:
        writer = csv.writer(file, lineterminator="\n")
        writer.writerow(columns.split(","))
        writer.writerows(body)
    return path


def _gtin13(n: int) -> str:
    body = f"20{n:010d}"  # the range for use inside a company
    return body + str(check_digit(body))


def _skus() -> list[Sku]:
    skus: list[Sku] = []
    for family in FAMILIES:
        for name in family.names:
            for variant in family.variants:
                words = name.split()
                short = "".join(word[:3] for word in words)[:6]
                number = len(skus) + 1
                case = _gtin13(50_000 + number) if family.case else ""
                code = f"{family.prefix}-{short}-{variant.replace(' ', '')}"
                skus.append(Sku(code, f"{name} {variant}", family, _gtin13(number * 37), case))
    return skus


def _item_row(sku: Sku, rnd: random.Random) -> list[object]:
    family = sku.family
    codes = [sku.gtin] if family.barcode else []
    if family.case:
        codes.append(f"{sku.case_gtin}*{family.case}")
    sizes = [rnd.randint(40, 300), rnd.randint(30, 200), rnd.randint(10, 150)]
    keeping = [family.tracking, family.min_days_left, 5, 6, 7, family.price]
    return [sku.sku, sku.name, ";".join(codes), family.unit, family.handling, rnd.randint(40, 1500), *sizes, *keeping]


def _pick_spots(rnd: random.Random) -> list[tuple[str, str, int, int]]:
    return [
        (f"{aisle}-{bay:02d}-{level}", aisle, bay, level)
        for aisle in AISLES
        for bay in range(1, 2 * BAYS + 1)
        for level in range(1, LEVELS + 1)
    ]


def _location_rows(spots: list[tuple[str, str, int, int]], rnd: random.Random) -> list[list[object]]:
    rows: list[list[object]] = []
    for code, aisle, bay, level in spots:
        x, y = 3.0 * (AISLES.index(aisle) + 1), 2.0 + (bay + 1) // 2
        digits = ";".join(str(rnd.randint(10, 99)) for _ in range(3))
        rows.append([code, "", "Z1" if aisle < "D" else "Z2", "pick", 1, aisle, bay, level, x, y, digits])
    for n, (code, kind) in enumerate(LANES):
        rows.append([code, "", "", kind, "", "", "", "", 3.0 * n, 0.0, ""])
    return rows


def _homes(skus: list[Sku], spots: list[tuple[str, str, int, int]], rnd: random.Random) -> dict[str, list[str]]:
    """Return each item's bins: most have one, some two. Juices and shirts stand together, so there are look-alikes."""
    free = [spot[0] for spot in spots]
    step = len(free) / (len(skus) * 1.2)
    homes: dict[str, list[str]] = {}
    place = 0.0
    together = [sku for sku in skus if sku.family.prefix in ("JU", "TS")]
    others = [sku for sku in skus if sku not in together]
    rnd.shuffle(others)
    for sku in (*together, *others):
        homes[sku.sku] = [free[int(place)]]
        place += step
        if rnd.random() < 0.15:
            homes[sku.sku].append(free[int(place)])
            place += step
    return homes


def _stock_rows(
    skus: list[Sku], homes: dict[str, list[str]], today: date, rnd: random.Random
) -> Iterable[list[object]]:
    for sku in skus:
        for n, home in enumerate(homes[sku.sku]):
            qty = 3 if sku.sku == SHORT_OF else rnd.randint(20, 90)
            yield from _bin_rows(sku, home, qty, today + timedelta(days=45 + 40 * n), rnd)


def _bin_rows(sku: Sku, home: str, qty: int, expiry: date, rnd: random.Random) -> Iterable[list[object]]:
    if sku.family.tracking == "lot":
        older = f"L{rnd.randint(1000, 4999)}"
        yield [home, sku.sku, qty // 3 + 1, older, expiry.isoformat()]
        yield [home, sku.sku, qty, f"L{rnd.randint(5000, 9999)}", (expiry + timedelta(days=120)).isoformat()]
    elif sku.family.tracking == "expiry":
        yield [home, sku.sku, qty, "", expiry.isoformat()]
    else:
        yield [home, sku.sku, qty, "", ""]


def _order_rows(skus: list[Sku], today: date, rnd: random.Random) -> Iterable[list[object]]:
    by_sku = {sku.sku: sku for sku in skus}
    day = list(_awkward(by_sku))
    plain = [sku for sku in skus if sku.family.tracking != "serial" and "alone" not in sku.family.handling]
    for n in range(60):
        lines = [(sku.sku, rnd.choice((1, 1, 1, 2, 2, 3))) for sku in rnd.sample(plain, rnd.choice((1, 1, 2, 3, 4, 6)))]
        day.append((f"{1020 + n}", 5 if n % 7 else 3, rnd.choice(("14:30", "16:00", "17:30")), lines))
    for number, priority, cut_off, lines in day:
        person = rnd.choice(PEOPLE)
        head = [number, "web", priority, f"{today.isoformat()}T{cut_off}:00"]
        address = [person, f"{person.split()[0].lower()}@example.com", "", "", f"Quay {rnd.randint(1, 90)}"]
        where = ["Harbour", "", f"{rnd.randint(10000, 99999)}", "DE", "parcel", ""]
        for sku, qty in lines:
            yield [*head, *address, *where, sku, qty, by_sku[sku].family.price]


def _awkward(by_sku: dict[str, Sku]) -> Iterable[tuple[str, int, str, list[tuple[str, int]]]]:
    """Yield the orders that show what the program is for; the first is the easiest."""
    yield "1001", 1, "12:00", [("MU-MUG-BLUE", 2), ("TO-TOW-SAND", 1)]
    yield "1002", 2, "12:30", [("JU-JUIAPP-1L", 4), ("JU-JUIORG-1L", 1), ("NO-NOTLIN-A5", 3)]  # look-alikes
    yield "1003", 2, "13:00", [("JU-JUIORA-0.75L", 14), ("CH-CHODAR-100G", 2)]  # two cases and two bottles
    yield "1004", 3, "13:30", [("TE-TEAGRE-20BAGS", 3), ("YO-OATDRI-NATURAL", 2)]  # a lot, a date
    yield "1005", 3, "13:30", [(SHORT_OF, 3), ("SP-SPO-SETOF4", 1)]  # the shelf holds less than the records
    yield "1006", 3, "14:00", [("RO-ROPHEM-5M", 2), ("PE-PEN-BLACK", 60)]  # no code; a case of 50 and ten
    yield "1007", 3, "14:00", [("DR-CORDRI-18V", 2)]  # serials
    yield "1008", 4, "14:30", [("TS-T-SPLA-M", 1), ("TS-T-SPLA-L", 1), ("TS-T-SPLA-M", 2)]  # one item twice
    yield "1009", 4, "14:30", [("PU-PUZHAR-500", 40)]  # more than there is


def sample_codes() -> list[str]:
    """Return the barcodes of the sample's items."""
    return [sku.gtin for sku in _skus() if sku.family.barcode]
