"""`warehouse-tui db` as it is typed, on a database of each kind."""

import json
from collections.abc import Callable, Iterator
from getpass import getuser
from pathlib import Path
from typing import NamedTuple

import pytest
from sqlalchemy import URL, make_url, text

from warehouse_tui.cli import main
from warehouse_tui.settings import CREDENTIAL_VARIABLE
from warehouse_tui.store.central.engine import connect, writing

SITE = """
[site]
name = "Main"
code = "MAIN"

[[carrier]]
name = "DHL"

[[tote]]
prefix = "T"
first = 1
last = 3

[database]
url = "{url}"
"""


class Done(NamedTuple):
    status: int
    out: str
    err: str


Run = Callable[..., Done]


@pytest.fixture
def run(capsys: pytest.CaptureFixture[str]) -> Run:
    def call(*arguments: object) -> Done:
        with pytest.raises(SystemExit) as ended:
            main([str(each) for each in arguments])
        status = ended.value.code
        out, err = capsys.readouterr()
        return Done(status if isinstance(status, int) else 0, out, err)

    return call


@pytest.fixture
def url(central_url: str, monkeypatch: pytest.MonkeyPatch) -> str:
    """The database's URL as a file gives it: no driver, no password, but with a host."""
    given = make_url(central_url)
    if given.get_backend_name() == "sqlite":
        return central_url
    if given.password:
        monkeypatch.setenv(CREDENTIAL_VARIABLE, str(given.password))
    bare = URL.create("postgresql", given.username or getuser(), None, given.host or "localhost", given.port)
    return bare.set(database=given.database, query=given.query).render_as_string()


@pytest.fixture
def site(tmp_path: Path, url: str) -> Iterator[Path]:
    file = tmp_path / "site.toml"
    file.write_text(SITE.format(url=url))
    return file


def test_init_makes_the_database_once(run: Run, site: Path):
    first = run("db", "init", "--config", site)
    assert (first.status, first.err) == (0, "")
    assert "Made site MAIN" in first.out and "3 totes" in first.out
    second = run("db", "init", "--config", site)
    assert (second.status, second.err) == (0, "")
    assert "has site MAIN already: nothing was changed" in second.out


def test_init_adds_a_second_site(run: Run, site: Path):
    run("db", "init", "--config", site)
    site.write_text(site.read_text().replace("MAIN", "NORTH"))
    assert "Made site NORTH" in run("db", "init", "--config", site).out


def test_load_config_says_what_changed(run: Run, site: Path):
    run("db", "init", "--config", site)
    assert "nothing was changed" in run("db", "load-config", "--config", site).out
    site.write_text(site.read_text().replace("last = 3", "last = 5") + "[rules]\ncart_slots = 4\n")
    assert run("db", "load-config", "--config", site) == Done(0, "rules.cart_slots: 1 → 4\ntotes: 2 new\n", "")
    assert "nothing was changed" in run("db", "load-config", "--config", site).out


def test_upgrade_needs_a_database_and_runs_what_is_missing(run: Run, site: Path):
    refused = run("db", "upgrade", "--config", site)
    assert (refused.status, refused.out) == (1, "") and "run `warehouse-tui db init`" in refused.err
    run("db", "init", "--config", site)
    assert "Nothing to do" in run("db", "upgrade", "--config", site).out


@pytest.mark.parametrize("command", ["init", "load-config", "upgrade", "check"])
def test_a_newer_database_is_left_alone(run: Run, site: Path, central_url: str, command: str):
    run("db", "init", "--config", site)
    engine = connect(central_url)
    with writing(engine) as connection:
        connection.execute(text("UPDATE alembic_version SET version_num = '9999'"))
    engine.dispose()
    done = run("db", command, "--config", site)
    assert (done.status, done.out) == (1, "") and "upgrade the program" in done.err


@pytest.mark.parametrize("command", ["load-config", "check"])
def test_without_a_database_the_cure_is_named(run: Run, site: Path, command: str):
    done = run("db", command, "--config", site)
    assert (done.status, done.out) == (1, "") and "run `warehouse-tui db init`" in done.err


def test_folders_on_the_way_are_made(run: Run, tmp_path: Path):
    file = tmp_path / "site.toml"
    file.write_text(SITE.format(url="sqlite:///var/site/central.db"))
    assert run("db", "init", "--config", file).status == 0
    assert (tmp_path / "var/site/central.db").exists()


@pytest.mark.parametrize(
    ("made", "said"),
    [("file", "the folder"), ("folder", "unable to open database file")],
)
def test_a_place_that_cannot_be_used_is_named(run: Run, tmp_path: Path, made: str, said: str):
    if made == "file":
        (tmp_path / "var").write_text("in the way")
    else:
        (tmp_path / "var" / "central.db").mkdir(parents=True)
    file = tmp_path / "site.toml"
    file.write_text(SITE.format(url="sqlite:///var/central.db"))
    done = run("db", "init", "--config", file)
    assert done.status == 1 and said in done.err and "Traceback" not in done.err


def test_a_wrong_file_names_every_key(run: Run, site: Path):
    site.write_text(site.read_text().replace("[site]", "[site]\nnmae = 1\nlanguge = 'en'"))
    done = run("db", "init", "--config", site)
    assert done.status == 1 and len(done.err.splitlines()) == 2
    assert "did you mean 'name'?" in done.err and "did you mean 'language'?" in done.err


def test_check_says_that_all_holds(run: Run, site: Path):
    run("db", "init", "--config", site)
    done = run("db", "check", "--config", site)
    assert (done.status, done.err) == (0, "") and "checks hold" in done.out
    figures = json.loads(run("db", "check", "--json", "--config", site).out)
    assert figures["broken"] == [] and figures["checks"] > 30


def test_check_names_what_is_broken(run: Run, site: Path, central_url: str):
    run("db", "init", "--config", site)
    engine = connect(central_url)
    with writing(engine) as connection:
        connection.execute(text("UPDATE tote SET state = 'filled' WHERE code = 'T2'"))
        connection.execute(text("UPDATE station SET applied_seq = 7"))
    engine.dispose()
    done = run("db", "check", "--config", site)
    assert (done.status, done.out) == (1, "")
    assert [line.partition(":")[0] for line in done.err.splitlines()] == ["tote_list", "station_applied"]
    as_json = run("db", "check", "--json", "--config", site)
    assert (as_json.status, as_json.err) == (1, "")
    [tote, station] = json.loads(as_json.out)["broken"]
    assert tote["check"] == "tote_list" and "tote_id 2" in tote["row"]
    assert station["check"] == "station_applied" and "applied_seq 7" in station["row"]
