"""What the sample site sells: families of goods, each with the trouble that real ones make."""

from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class Family:
    """Goods of one kind: `names` times `variants`; `extra` are columns that differ from a plain item's."""

    prefix: str
    names: tuple[str, ...]
    variants: tuple[str, ...]
    unit: str = "piece"
    handling: str = ""
    tracking: str = "none"
    case: int = 0
    min_days_left: int = 0
    price: str = "4.90"
    barcode: bool = True


FAMILIES = (
    Family(
        "JU",
        ("JUICE APPLE", "JUICE ORANGE", "JUICE ORGANIC APPLE", "JUICE GRAPE"),
        ("0.2L", "0.75L", "1L"),
        unit="bottle",
        handling="fragile;liquid",
        case=6,
        price="1.95",
    ),
    Family(
        "MU",
        ("MUG", "BOWL", "PLATE", "SAUCER", "TEAPOT"),
        ("BLUE", "RED", "WHITE", "GREEN", "BLACK", "GREY"),
        handling="fragile",
    ),
    Family(
        "TE",
        ("TEA GREEN", "TEA BLACK", "TEA MINT", "TEA CAMOMILE"),
        ("20 BAGS", "50 BAGS"),
        unit="box",
        tracking="lot",
        case=12,
        min_days_left=30,
        price="3.20",
    ),
    Family(
        "YO",
        ("OAT DRINK", "SOY DRINK", "RICE DRINK"),
        ("NATURAL", "VANILLA"),
        unit="carton",
        tracking="expiry",
        min_days_left=10,
        price="1.80",
    ),
    Family("DR", ("CORDLESS DRILL", "JIGSAW", "SANDER"), ("12V", "18V"), tracking="serial", price="89.00"),
    Family("TS", ("T-SHIRT PLAIN", "T-SHIRT STRIPED"), ("XS", "S", "M", "L", "XL", "XXL"), price="12.50"),
    Family("SO", ("SOCKS WOOL", "SOCKS COTTON"), ("35-38", "39-42", "43-46"), unit="pair", price="7.90"),
    Family("CA", ("CANDLE LAVENDER", "CANDLE VANILLA", "CANDLE PINE"), ("SMALL", "LARGE"), handling="fragile"),
    Family("NO", ("NOTEBOOK LINED", "NOTEBOOK SQUARED", "NOTEBOOK PLAIN"), ("A6", "A5", "A4"), case=10),
    Family("PE", ("PENCIL", "FELT PEN", "BALL PEN"), ("BLACK", "BLUE", "RED", "GREEN"), case=50, price="0.60"),
    Family("LA", ("LAMP DESK", "LAMP FLOOR"), ("OAK", "STEEL"), handling="fragile;alone", price="54.00"),
    Family("RO", ("ROPE HEMP", "ROPE NYLON"), ("5M", "10M"), unit="coil", handling="no_code", barcode=False),
    Family("SP", ("SPOON", "FORK", "KNIFE"), ("SET OF 4", "SET OF 12"), unit="set"),
    Family("PU", ("PUZZLE HARBOUR", "PUZZLE FOREST", "PUZZLE CITY"), ("100", "500", "1000"), unit="box"),
    Family("GA", ("GARDEN GLOVES", "WORK GLOVES"), ("S", "M", "L"), unit="pair"),
    Family("BA", ("BATTERY AA", "BATTERY AAA", "BATTERY C"), ("4 PACK", "12 PACK"), unit="pack", case=20),
    Family("TO", ("TOWEL", "BATH MAT"), ("SAND", "NAVY", "ROSE", "MOSS", "CREAM")),
    Family("BO", ("BOOK OF TIDES", "BOOK OF STARS", "BOOK OF BIRDS"), ("PAPER", "CLOTH")),
    Family("SC", ("SCARF", "BEANIE", "MITTENS"), ("RED", "BLUE", "GREY", "BLACK")),
    Family("CH", ("CHOCOLATE DARK", "CHOCOLATE MILK", "CHOCOLATE NUT"), ("100G", "300G"), unit="bar", case=24),
    Family("SH", ("SHAMPOO", "SOAP", "LOTION"), ("LEMON", "ROSE", "PURE"), unit="bottle", handling="liquid"),
    Family("KI", ("KITE", "FRISBEE", "YO-YO"), ("SMALL", "LARGE")),
    Family("VA", ("VASE", "JUG"), ("SMALL", "MEDIUM", "LARGE"), handling="fragile"),
    Family("CL", ("CLOTH PEGS", "CLOTH LINE"), ("20", "50")),
)
