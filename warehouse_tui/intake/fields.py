"""The cells of one row read as what they mean; every fault is collected, none stops the others."""

import re
from collections.abc import Collection
from datetime import UTC, date, datetime
from decimal import Decimal
from zoneinfo import ZoneInfo

from warehouse_tui.intake.countries import COUNTRIES, OFTEN_MEANT
from warehouse_tui.intake.problems import HIDDEN, Problem, Severity
from warehouse_tui.intake.rows import Row

_WHOLE = re.compile(r"[+-]?[0-9]{1,12}(?:\.0)?")
_DECIMAL = re.compile(r"[+-]?[0-9]{1,12}(?:\.[0-9]{1,9})?")
_DECIMAL_COMMA = re.compile(r"[+-]?[0-9]{1,12}(?:,[0-9]{1,9})?")
_THOUSANDS = re.compile(r"[+-]?[1-9][0-9]{0,2}\.[0-9]{3}")
_MOMENT = re.compile(
    r"(\d{4}-\d\d-\d\d)(?:[T ](\d\d:\d\d(?::\d\d(?:\.\d{1,6})?)?) ?(Z|UTC|[+-]\d\d:?\d\d)?)?", re.ASCII
)
_DAY = re.compile(r"\d{4}-\d\d-\d\d", re.ASCII)
_MAIL = re.compile(r"[^@\s]{1,64}@[^@\s.]+(?:\.[^@\s.]+)+")
_YEARS = range(1990, 2200)

# Signs that turn the direction of text: they can make a code or an address read as another.
_BIDI = frozenset("\u061c\u200e\u200f\u202a\u202b\u202c\u202d\u202e\u2066\u2067\u2068\u2069")
# Invisible leftovers of web pages: dropped. The joiners U+200C and U+200D are letters' business and stay.
_DROPPED = dict.fromkeys(map(ord, "\u00ad\u200b\u2060\ufeff"))
_SPACE = re.compile(r"\s")


class Fields:
    """One row. Each method reads a column; where it cannot, it notes a problem and returns the empty value."""

    def __init__(self, row: Row, zone: ZoneInfo) -> None:
        self.row = row
        self.problems: list[Problem] = []
        self._zone = zone

    @property
    def ok(self) -> bool:
        """Whether no error was found so far."""
        return not any(problem.is_error for problem in self.problems)

    def expect(self, column: str, expected: str) -> None:
        """Note an error: what was expected of a column."""
        self.problems.append(
            Problem(self.row.line, self.row.name(column), self.row.get(column), f"expected {expected}")
        )

    def warn(self, column: str, reason: str) -> None:
        """Note something that a person should look at."""
        self.problems.append(
            Problem(self.row.line, self.row.name(column), self.row.get(column), reason, Severity.WARNING)
        )

    def code(self, column: str, what: str, limit: int = 64, required: bool = True) -> str:
        """Return a key as it is written; an error where anything in it does not print."""
        value = self.row.get(column)
        if not value:
            if required:
                self.expect(column, what)
            return ""
        if self._undecodable(column, value):
            return ""
        if len(value) > limit or not value.isprintable():
            self.expect(column, f"{what} of at most {limit} printable characters")
            return ""
        if value[:2].upper() == "XX" and value.isalpha():
            self.warn(column, "codes of letters that begin with XX are the floor's commands; choose another")
        return value

    def text(self, column: str, limit: int = 200, required: bool = False) -> str:
        """Return one line of text for people. What could harm a screen or a label is replaced, with a warning."""
        before = len(self.problems)
        value = self._clean(column, " ")
        if len(value) > limit:
            self.expect(column, f"at most {limit} characters, found {len(value):,}")
            return ""
        if required and not value and len(self.problems) == before:
            self.expect(column, "some text")
        return value

    def notes(self, column: str, limit: int = 2_000) -> str:
        """Return text of several lines, cut where it is too long."""
        value = self._clean(column, "\n")
        if len(value) > limit:
            self.warn(column, f"only the first {limit:,} characters of {len(value):,} are kept")
        return value[:limit]

    def _clean(self, column: str, line_break: str) -> str:
        value = self.row.get(column)
        if value.isascii() and value.isprintable():
            return value
        if self._undecodable(column, value):
            return ""
        value = line_break.join(
            _SPACE.sub(" ", part).strip() for part in value.translate(_DROPPED).splitlines() if part.strip()
        )
        bad = {c for c in value if c in _BIDI or (c < " " and c != "\n") or "\x7f" <= c <= "\x9f"}
        if bad:
            names = ", ".join(sorted(f"U+{ord(c):04X}" for c in bad))
            self.warn(column, f"control characters ({names}) are replaced")
        return "".join("\ufffd" if c in bad else c for c in value)

    def _undecodable(self, column: str, value: str) -> bool:
        bad = next((c for c in value if "\ud800" <= c <= "\udfff" or c == "\ufffd"), "")
        if "\udc80" <= bad <= "\udcff":
            self.expect(column, f"text in UTF-8, found the byte 0x{ord(bad) - 0xDC00:02X}; save it as CSV UTF-8")
        elif bad:
            self.expect(column, "text in UTF-8; some of it was lost before it came here")
        return bool(bad)

    def whole(self, column: str, low: int, high: int, required: bool = False) -> int | None:
        """Return a whole number of low..high, None where the cell is empty."""
        value = self.row.get(column)
        if not value and not required:
            return None
        if _WHOLE.fullmatch(value):
            number = int(value.removesuffix(".0"))
            if low <= number <= high:
                return number
        self.expect(column, f"a whole number from {low:,} to {high:,}")
        return None

    def decimal(self, column: str, low: int, high: int) -> Decimal | None:
        """Return a number of low..high, None where the cell is empty."""
        value = self.row.get(column)
        if not value:
            return None
        comma = self.row.decimal_comma
        if comma and _THOUSANDS.fullmatch(value):
            self.expect(column, "a number that can be read in one way only: 1234 or 1,234000, not 1.234")
            return None
        if comma and _DECIMAL_COMMA.fullmatch(value):
            value = value.replace(",", ".")
        if _DECIMAL.fullmatch(value):
            number = Decimal(value)
            if low <= number <= high:
                return number
        self.expect(column, f"a number such as {'2,55' if comma else '2.55'}, from {low:,} to {high:,}")
        return None

    def word(self, column: str, words: Collection[str], default: str | None) -> str:
        """Return one of `words`; where the cell is empty `default`, and an error if that is None."""
        value = self.row.get(column).lower()
        if not value and default is not None:
            return default
        if value not in words:
            self.expect(column, f"one of {', '.join(words)}")
            return ""
        return value

    def words(self, column: str, words: Collection[str], required: bool = False) -> frozenset[str]:
        """Return the words that a cell lists with semicolons."""
        found = frozenset(part.strip().lower() for part in self.row.get(column).split(";")) - {""}
        if not found <= set(words) or (required and not found):
            self.expect(column, f"any of {', '.join(words)}, with semicolons between")
            return frozenset()
        return found

    def day(self, column: str) -> date | None:
        """Return a date, None where the cell is empty."""
        value = self.row.get(column)
        if not value:
            return None
        try:
            day = date.fromisoformat(value) if _DAY.fullmatch(value) else None
        except ValueError:
            day = None
        if day is None or day.year not in _YEARS:
            self.expect(column, "a date as 2027-03-31")
            return None
        return day

    def moment(self, column: str) -> datetime | None:
        """Return a time in UTC, None where the cell is empty.

        Without a zone it is the site's; a date alone means the end of that day.
        """
        value = self.row.get(column)
        match = _MOMENT.fullmatch(value)
        if match is None:
            if value:
                self.expect(column, "a time as 2027-03-31T16:00 or 2027-03-31 16:00:00 +0100")
            return None
        day, clock, zone = match.groups()
        try:
            found = datetime.fromisoformat(f"{day}T{clock or '23:59:59'}{'Z' if zone == 'UTC' else zone or ''}")
        except ValueError:
            found = None
        if found is None or found.year not in _YEARS:
            self.expect(column, "a day and a time that exist")
            return None
        return found.astimezone(UTC) if found.tzinfo else self._at_site(column, found)

    def _at_site(self, column: str, local: datetime) -> datetime | None:
        there = local.replace(tzinfo=self._zone)
        utc = there.astimezone(UTC)
        if utc.astimezone(self._zone).replace(tzinfo=None) != local:
            self.expect(column, f"a time that exists in {self._zone.key}: the clocks are put forward then")
            return None
        return utc

    def country(self, column: str) -> str:
        """Return an ISO 3166 code of two letters, empty where the cell is."""
        value = self.row.get(column).upper()
        if value and value not in COUNTRIES:
            hint = f"; did you mean {OFTEN_MEANT[value]}?" if value in OFTEN_MEANT else ""
            self.expect(column, f"a country's two letters (ISO 3166) such as DE or GB{hint}")
            return ""
        return value

    def email(self, column: str) -> str:
        """Return a mail address as it was typed; one that cannot be right is a warning."""
        value = self.text(column, 254)
        if value and not _MAIL.fullmatch(value):
            self.warn(column, "does not look like a mail address; no mail will arrive")
        return value

    def pin(self, column: str) -> str:
        """Return a PIN of 4 to 12 digits, empty for none. Its value never reaches a message."""
        value = self.row.get(column)
        if value and not re.fullmatch(r"[0-9]{4,12}", value):
            self.problems.append(Problem(self.row.line, self.row.name(column), HIDDEN, "expected 4 to 12 digits"))
            return ""
        return value
