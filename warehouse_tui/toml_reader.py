"""Reading a TOML file into dataclasses, strictly: what is unknown, missing or of the wrong type is named."""

import tomllib
from collections.abc import Iterable
from dataclasses import MISSING, Field, fields
from difflib import get_close_matches
from pathlib import Path
from types import NoneType
from typing import TYPE_CHECKING, Any, Literal, TypeVar, get_args, get_origin, get_type_hints

from warehouse_tui.domain.errors import SettingsError

if TYPE_CHECKING:
    from _typeshed import DataclassInstance

_Part = TypeVar("_Part", bound="DataclassInstance")
_NAMES = {str: "a text", int: "a whole number", bool: "true or false", Path: "a path"}
_BAD = object()


class Reader:
    """One file while it is read. `problems` collects what is wrong; `finish` raises it."""

    def __init__(self, path: Path) -> None:
        self.folder = path.absolute().parent
        self.problems: list[str] = []
        self._path = path
        self._known: list[str] = []
        self._data = _parse(path)

    def section(self, kind: type[_Part], name: str) -> _Part:
        """Return a section; where the file has none, its defaults."""
        return self._read(kind, name, self._table(name) or {})

    def optional(self, kind: type[_Part], name: str) -> _Part | None:
        """Return a section, None where the file has none."""
        table = self._table(name)
        return None if table is None else self._read(kind, name, table)

    def sections(self, kind: type[_Part], name: str) -> tuple[_Part, ...]:
        """Return the sections that may stand several times."""
        self._known.append(name)
        tables = self._data.get(name, [])
        if not isinstance(tables, list) or not all(isinstance(table, dict) for table in tables):
            self.problem(name, f"may stand several times; write it as [[{name}]]")
            return ()
        return tuple(self._read(kind, name, table) for table in tables)

    def problem(self, key: str, what: str) -> None:
        """Note that something is wrong with a key."""
        self.problems.append(f"{key}: {what}")

    def text_of(self, path: Path, key: str) -> str:
        """Return what a file that a key names holds; where it cannot be read, that is a problem of the key."""
        try:
            return path.read_text(encoding="utf-8")
        except (OSError, UnicodeDecodeError) as error:
            self.problem(key, f"{path} cannot be read: {_reason(error)}")
            return ""

    def finish(self) -> None:
        """Raise SettingsError with everything that is wrong, unknown sections among it."""
        for name in self._data:
            if name not in self._known:
                self.problem(name, f"no such section{did_you_mean(name, self._known)}")
        if self.problems:
            causes = [f"{self._path}: {problem}" for problem in self.problems]
            raise SettingsError(causes[0], causes)

    def _table(self, name: str) -> dict[str, Any] | None:
        self._known.append(name)
        table = self._data.get(name)
        if table is None or isinstance(table, dict):
            return table
        self.problem(name, f"stands once; write it as [{name}]")
        return None

    def _read(self, kind: type[_Part], section: str, table: dict[str, Any]) -> _Part:
        hints = get_type_hints(kind)
        wanted = {each.name: each for each in fields(kind) if not each.metadata.get("given")}
        for key in table:
            if key not in wanted:
                self.problem(f"{section}.{key}", f"no such key{did_you_mean(key, wanted)}")
        values = {name: self._value(each, hints[name], section, table) for name, each in wanted.items()}
        # Where a value is missing or wrong, `finish` raises before anybody uses the section.
        return kind(**values)

    def _value(self, each: Field[Any], hint: Any, section: str, table: dict[str, Any]) -> Any:
        key = f"{section}.{each.name}"
        if each.name not in table:
            if each.default is MISSING:
                self.problem(key, f"is missing; expected {_expected(hint, each)}")
            return each.default
        value = table[each.name]
        found = _convert(value, hint, each, self.folder)
        if found is _BAD:
            close = did_you_mean(value, _choices(hint)) if isinstance(value, str) else ""
            self.problem(key, f"{_shown(value)} is not expected here; expected {_expected(hint, each)}{close}")
            return each.default
        return found


def did_you_mean(word: str, known: Iterable[str]) -> str:
    """Return `; did you mean …?` with the nearest known word, or nothing."""
    close = get_close_matches(word, list(known), n=1)
    return f"; did you mean {close[0]!r}?" if close else ""


def _parse(path: Path) -> dict[str, Any]:
    try:
        return tomllib.loads(path.read_text(encoding="utf-8"))
    except (OSError, UnicodeDecodeError) as error:
        raise SettingsError(f"{path} cannot be read: {_reason(error)}") from error
    except tomllib.TOMLDecodeError as error:
        raise SettingsError(f"{path} is no TOML: {error}") from error


def _convert(value: Any, hint: Any, each: Field[Any], folder: Path) -> Any:
    """Return the value as the type asked for, _BAD where it is none."""
    if get_origin(hint) is tuple:
        if not isinstance(value, list):
            return _BAD
        found = tuple(_convert(one, get_args(hint)[0], each, folder) for one in value)
        return _BAD if _BAD in found else found
    if get_origin(hint) is Literal:
        return value if value in get_args(hint) else _BAD
    plain = _plain(hint)
    if plain is Path:
        return folder / value if isinstance(value, str) and value else _BAD
    if type(value) is not plain:
        return _BAD
    if plain is int:
        return value if each.metadata["least"] <= value <= each.metadata["most"] else _BAD
    if plain is str:
        return value if _is_word(value, each) else _BAD
    return value


def _is_word(value: str, each: Field[Any]) -> bool:
    return value.isprintable() and value == value.strip() and bool(value or each.default is not MISSING)


def _plain(hint: Any) -> Any:
    """Return the type itself of `type | None`."""
    return next((arg for arg in get_args(hint) if arg is not NoneType), hint)


def _choices(hint: Any) -> tuple[str, ...]:
    if get_origin(hint) is tuple:
        return _choices(get_args(hint)[0])
    return get_args(hint) if get_origin(hint) is Literal else ()


def _expected(hint: Any, each: Field[Any]) -> str:
    if choices := _choices(hint):
        words = ", ".join(f'"{choice}"' for choice in choices)
        return f"a list of {words}" if get_origin(hint) is tuple else f"one of {words}"
    name = _NAMES[_plain(hint)]
    if _plain(hint) is int:
        return f"{name} from {each.metadata['least']} to {each.metadata['most']}"
    return name


def _shown(value: Any) -> str:
    return f"{value!r:.60}"


def _reason(error: OSError | UnicodeDecodeError) -> str:
    return error.strerror or str(error) if isinstance(error, OSError) else "it is not UTF-8"
