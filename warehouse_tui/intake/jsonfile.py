"""JSON read element by element: a list of objects, or one object after the other, never the whole file at once."""

import json
import re
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from typing import Any

from warehouse_tui.intake.orders import LINE
from warehouse_tui.intake.problems import Problem, Severity
from warehouse_tui.intake.rows import Columns, Row, column_key, unknown_column
from warehouse_tui.intake.source import Source

MAX_ELEMENT = 4_000_000
MAX_NAMED = 100  # unknown keys that are told; a file with more has them as data
_SPACE = re.compile(r"[ \t\r\n]*")


@dataclass(frozen=True, slots=True)
class Element:
    """One object of the file: `number` counts from 1, numbers in `value` are text as they were written."""

    line: int
    number: int
    value: Mapping[str, Any]


class _Broken(Exception):
    """The text is no JSON from here on."""

    def __init__(self, line: int, expected: str) -> None:
        self.problem = Problem(line, "", "", f"expected {expected}")


class _Text:
    """What has been read of the file and not yet used."""

    def __init__(self, source: Source) -> None:
        self._source = source
        self._decoder = json.JSONDecoder(parse_int=str, parse_float=str, parse_constant=str)
        self._text = ""
        self._at = 0
        self._line = 1
        self._ended = False

    def peek(self) -> str:
        """Return the next character that is no space, empty at the end."""
        while True:
            end = _SPACE.match(self._text, self._at).end()  # type: ignore[union-attr]  # matches always
            self._skip(end)
            if self._at < len(self._text) or not self._more():
                return self._text[self._at : self._at + 1]

    def take(self) -> None:
        """Pass the character that `peek` returned."""
        self._skip(self._at + 1)

    def value(self) -> tuple[int, Any]:
        """Return the line and value of the next element."""
        line = self._line
        while True:
            try:
                value, end = self._decoder.raw_decode(self._text, self._at)
            except json.JSONDecodeError as error:
                if not self._more():
                    raise _Broken(line + self._text.count("\n", self._at, error.pos), _plain(error)) from None
            except RecursionError:
                raise _Broken(line, "JSON with fewer brackets inside each other") from None
            else:
                if end < len(self._text) or not self._more():
                    self._skip(end)
                    return line, value

    def broken(self, expected: str) -> _Broken:
        """Return the error of what stands here."""
        return _Broken(self._line, expected)

    def _skip(self, end: int) -> None:
        self._line += self._text.count("\n", self._at, end)
        self._at = end

    def _more(self) -> bool:
        if self._ended or len(self._text) - self._at > MAX_ELEMENT:
            return False
        rest = [self._text[self._at :]]
        wanted = max(len(rest[0]), 1)  # doubling: an element that spans many pieces is not tried at each of them
        while wanted > 0 and not self._ended:
            piece = self._source.chunk()
            self._ended = not piece
            rest.append(piece)
            wanted -= len(piece)
        self._text, self._at = "".join(rest), 0
        return len(rest) > 2 or bool(rest[1])


def _plain(error: json.JSONDecodeError) -> str:
    return f"JSON; from here on it cannot be read ({error.msg})"


def read_elements(source: Source) -> Iterator[Element | Problem]:
    """Yield the objects of a file. Where the text is broken the rest cannot be read: a problem, then the end."""
    text = _Text(source)
    try:
        first = text.peek()
        if not first:
            yield Problem(1, "", "", "expected a list of objects; the file is empty")
        elif first == "[":
            text.take()
            yield from _list(text)
        else:
            yield from _sequence(text)
    except _Broken as broken:
        yield broken.problem


def _list(text: _Text) -> Iterator[Element | Problem]:
    number = 0
    if text.peek() == "]":
        yield Problem(1, "", "", "the list is empty", Severity.WARNING)
        text.take()
    else:
        while True:
            number += 1
            yield _element(text, number)
            mark = text.peek()
            if mark not in (",", "]"):
                raise text.broken("a comma, or the end of the list")
            text.take()
            if mark == "]":
                break
    if text.peek():
        raise text.broken("nothing behind the list")


def _sequence(text: _Text) -> Iterator[Element | Problem]:
    number = 0
    while text.peek():
        number += 1
        yield _element(text, number)


def _element(text: _Text, number: int) -> Element | Problem:
    text.peek()
    line, value = text.value()
    if isinstance(value, dict):
        return Element(line, number, value)
    return Problem(line, f"element {number}", str(value)[:200], "expected an object in braces")


def rows_of(elements: Iterator[Element | Problem], columns: Columns) -> Iterator[Row | Problem]:
    """Yield the elements as rows whose keys are the columns. A key that nobody reads is named once."""
    named: set[str] = set()
    for element in elements:
        if isinstance(element, Problem):
            yield element
            continue
        nested = element.value.get("lines")
        if "order" in columns.known and nested is not None:
            yield from _nested(element, nested, columns, named)
            continue
        cells, problems = _cells(element, element.value, columns, named)
        yield from problems
        yield Row(element.line, cells, element=element.number)


def _nested(element: Element, lines: Any, columns: Columns, named: set[str]) -> Iterator[Row | Problem]:
    header = {key: value for key, value in element.value.items() if key != "lines"}
    cells, problems = _cells(element, header, columns, named)
    yield from problems
    if not isinstance(lines, list) or not lines:
        yield Problem(element.line, f"element {element.number}, lines", "", "expected a list of at least one line")
        return
    for n, line in enumerate(lines):
        if not isinstance(line, dict):
            name = f"element {element.number}, lines[{n}]"
            yield Problem(element.line, name, str(line)[:200], "expected an object in braces")
            continue
        own, problems = _cells(element, line, columns, named)
        yield from problems
        names = {key: f"lines[{n}].{key}" for key in LINE}
        yield Row(element.line, cells | own, names, element.number, opens=n == 0)


def _cells(
    element: Element, value: Mapping[str, Any], columns: Columns, named: set[str]
) -> tuple[dict[str, str], list[Problem]]:
    cells: dict[str, str] = {}
    problems: list[Problem] = []
    keyed = {column_key(name): content for name, content in value.items()}
    for key, content in keyed.items():
        text = as_text(content)
        if key not in columns.known:
            if key not in named and len(named) < MAX_NAMED:
                named.add(key)
                problems.append(unknown_column(key, columns, keyed, element.line))
        elif text is None:
            where = f"element {element.number}, {key}"
            problems.append(Problem(element.line, where, str(content)[:200], "expected text or a number"))
        else:
            cells[key] = text.strip()
    return cells, problems


def as_text(content: Any) -> str | None:
    """Return a JSON value as a cell's text, a list with semicolons between; None for what no cell can hold."""
    if content is None:
        return ""
    if isinstance(content, bool):
        return str(content).lower()
    if isinstance(content, str):
        return content
    if isinstance(content, list) and all(isinstance(part, str) for part in content):
        return ";".join(content)
    return None
