"""What the commands share: options, examples for `--help`, and how errors and figures are printed."""

import json
from collections.abc import Callable, Mapping, Sequence
from pathlib import Path
from typing import Any, TypeVar

import click

from warehouse_tui.domain.errors import WarehouseError

_Command = TypeVar("_Command", bound=Callable[..., Any])


def config_option(command: _Command) -> _Command:
    """Give a command `--config FILE` as the argument `config: Path`; required, or from the environment."""
    return _config(required=True)(command)


def optional_config_option(command: _Command) -> _Command:
    """Give a command `--config FILE` as `config: Path | None`, for one that can do without."""
    return _config(required=False)(command)


def json_option(command: _Command) -> _Command:
    """Give a command `--json` as the argument `as_json: bool`."""
    option = click.option("--json", "as_json", is_flag=True, help="Print JSON with stable keys.")
    return option(command)


def example(*lines: str) -> str:
    """Return an epilog for a command's `--help` that shows `lines` as they would be typed."""
    return "\b\nExample:\n" + "\n".join(f"  {line}" for line in lines)


def show_error(error: WarehouseError) -> None:
    """Print an error's lines on stderr, one per cause."""
    for line in error.lines():
        click.echo(printable(line), err=True)


def print_json(figures: Mapping[str, Any] | Sequence[Any]) -> None:
    """Print `figures` on stdout as JSON; dates and paths as their text."""
    click.echo(json.dumps(figures, indent=2, ensure_ascii=False, default=str))


def printable(text: str) -> str:
    """Return `text` with every character that could steer a terminal replaced by U+FFFD."""
    return "".join(char if char.isprintable() else "\N{REPLACEMENT CHARACTER}" for char in text)


def _config(required: bool) -> Callable[[_Command], _Command]:
    return click.option(
        "--config",
        "config",
        metavar="FILE",
        type=click.Path(path_type=Path),
        envvar="WAREHOUSE_TUI_CONFIG",
        show_envvar=True,
        required=required,
        help="The site's or station's file (TOML).",
    )
