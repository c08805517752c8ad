"""How the command line tells what went wrong: plain lines, an exit status, never a traceback."""

import os
import subprocess
import sys
from pathlib import Path

import pytest

RAISING = """
import threading
import click
from warehouse_tui.cli import cli, main
from warehouse_tui.cli.common import config_option, json_option, print_json
from warehouse_tui.domain.errors import WarehouseError

@cli.command()
@config_option
@json_option
def fail(config, as_json):
    {body}

cli.get_command = lambda ctx, name: fail
main()
"""


def run(body: str, *arguments: str, **env: str) -> subprocess.CompletedProcess[str]:
    program = RAISING.format(body=body)
    return subprocess.run(
        [sys.executable, "-c", program, "fail", *arguments],
        capture_output=True,
        text=True,
        env={**os.environ, **env},
        check=False,
    )


def test_a_refusal_is_one_line_a_cause_and_status_1() -> None:
    done = run("raise WarehouseError('2 rows are wrong', ['row 2: no sku', 'row 9: no name'])", "--config", "x")
    assert (done.returncode, done.stdout) == (1, "")
    assert done.stderr == "row 2: no sku\nrow 9: no name\n"


def test_a_refusal_cannot_steer_the_terminal() -> None:
    done = run("raise WarehouseError('bin \\x1b]52;c;eA==\\x07\\u202e\\x9b is unknown')", "--config", "x")
    assert done.stderr == "bin �]52;c;eA==��� is unknown\n"


def test_wrong_usage_is_status_2_and_names_the_option() -> None:
    done = run("pass")
    assert done.returncode == 2
    assert "--config" in done.stderr


def test_the_config_may_come_from_the_environment() -> None:
    done = run("print_json({'config': config})", "--json", WAREHOUSE_TUI_CONFIG="site.toml")
    assert done.stdout == '{\n  "config": "site.toml"\n}\n'


def test_an_unforeseen_error_is_one_line_and_a_log_without_what_it_quotes(tmp_path: Path) -> None:
    done = run("raise KeyError(str(config))", "--config", "ana@example.com", XDG_STATE_HOME=str(tmp_path))
    log = tmp_path / "warehouse-tui" / "errors.log"
    assert done.returncode == 1
    assert done.stderr == (f"warehouse-tui stopped on an error of its own (KeyError): details are in {log}\n")
    assert "KeyError" in log.read_text() and "in fail" in log.read_text()
    assert "ana@example.com" not in log.read_text() + done.stderr
    assert log.stat().st_mode & 0o777 == 0o600


def test_a_threads_unforeseen_error_stays_off_the_screen(tmp_path: Path) -> None:
    body = "t = threading.Thread(target=lambda: 1 / 0, name='reader'); t.start(); t.join()"
    done = run(body, "--config", "x", XDG_STATE_HOME=str(tmp_path))
    assert (done.returncode, done.stdout, done.stderr) == (0, "", "")
    assert "in reader" in (tmp_path / "warehouse-tui" / "errors.log").read_text()


def test_the_log_goes_elsewhere_where_the_home_cannot_be_written(tmp_path: Path) -> None:
    (tmp_path / "state").write_text("a file, not a folder")
    done = run("raise KeyError", "--config", "x", XDG_STATE_HOME=str(tmp_path / "state"), TMPDIR=str(tmp_path))
    assert str(tmp_path / f"warehouse-tui-{os.getuid()}" / "errors.log") in done.stderr


@pytest.mark.parametrize("command", [["-m", "warehouse_tui", "--version"], ["-m", "warehouse_tui", "--help"]])
def test_the_package_runs_as_a_module(command: list[str]) -> None:
    done = subprocess.run([sys.executable, *command], capture_output=True, text=True, check=True)
    assert "warehouse-tui" in done.stdout
