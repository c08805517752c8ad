from dataclasses import asdict
from pathlib import Path

import pytest

from warehouse_tui.devices.framing import SUFFIXES
from warehouse_tui.devices.scanner import ScannerSettings
from warehouse_tui.domain.errors import SettingsError
from warehouse_tui.settings import CREDENTIAL_VARIABLE, Scanner, load_settings

EXAMPLE = Path(__file__).parents[2] / "config" / "site.toml"
SITE = '[site]\nname = "Main"\ncode = "MAIN"\n'


@pytest.fixture
def file(tmp_path: Path) -> Path:
    return tmp_path / "site.toml"


def causes(file: Path, text: str, **environ: str) -> list[str]:
    file.write_text(text)
    with pytest.raises(SettingsError) as caught:
        load_settings(file, environ)
    return [line.removeprefix(f"{file}: ") for line in caught.value.lines()]


def test_the_example_is_complete_and_right():
    settings = load_settings(EXAMPLE, {})
    assert settings.need_site().code == "HARBOUR"
    assert settings.need_database().address() == f"sqlite:///{EXAMPLE.parent}/var/central.db"
    assert settings.need_station().data == EXAMPLE.parent / "var" / "P1"
    assert settings.tote_codes()[:2] == ["T1", "T2"] and len(settings.tote_codes()) == 60
    assert [service.carrier for service in settings.services] == ["DHL", "UPS"]


def test_what_is_left_out_has_its_default(file: Path):
    file.write_text(SITE + '[[scanner]]\nname = "hand"\nport = "loop://"\n')
    settings = load_settings(file, {})
    assert (settings.rules.confirm_location, settings.rules.max_lines, settings.rules.cart_slots) == (
        "when_needed",
        60,
        1,
    )
    assert settings.rules.pin_for == ("supervisor", "administrator")
    assert settings.scanners == (Scanner("hand", "loop://"),)
    assert settings.database is None and settings.station is None


def test_a_section_that_a_command_needs_is_named(file: Path):
    file.write_text(SITE)
    settings = load_settings(file, {})
    for need, name in (
        (settings.need_database, "[database]"),
        (settings.need_station, "[station]"),
    ):
        with pytest.raises(SettingsError) as caught:
            need()
        assert name in caught.value.message and str(file) in caught.value.message


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("[sit]\n", ["sit: no such section; did you mean 'site'?"]),
        ('[site]\nname = "M"\ncode = "M"\ntimezon = "UTC"\n', ["site.timezon: no such key; did you mean 'timezone'?"]),
        ('[site]\nname = "M"\n', ["site.code: is missing; expected a text"]),
        ('[site]\nname = 3\ncode = ""\n', ["site.name: 3 is", "site.code: '' is"]),
        ("[[site]]\n", ["site: stands once; write it as [site]"]),
        ("[scanner]\n", ["scanner: may stand several times; write it as [[scanner]]"]),
        ("[rules]\nmax_lines = true\n", ["rules.max_lines: True is not expected here; expected a whole number from 1"]),
        ("[rules]\nmax_lines = 0\n", ["rules.max_lines: 0 is not expected here"]),
        ("[rules]\nauto_release = 1\n", ["rules.auto_release: 1 is not expected here; expected true or false"]),
        (
            '[rules]\nconfirm_location = "allways"\n',
            [
                "rules.confirm_location: 'allways' is not expected here; expected one of"
                ' "when_needed", "always"; did you mean \'always\'?'
            ],
        ),
        ('[rules]\npin_for = ["boss"]\n', ["rules.pin_for: ['boss'] is not expected here; expected a list of"]),
        (
            '[site]\nname = "M"\ncode = "M"\ntimezone = "Europe/Berln"\n',
            ["site.timezone: no zone is called 'Europe/Berln'; did you mean 'Europe/Berlin'?"],
        ),
        ('[site]\nname = "M"\ncode = "M"\ngs1_prefix = "40x"\n', ["site.gs1_prefix: '40x'"]),
        ('[[carrier]]\nname = "DHL"\n[[service]]\nname = "s"\ncarrier = "DLH"\n', ["service.carrier: no [[carrier]]"]),
        (
            '[[carrier]]\nname = "D"\n[[service]]\nname = "s"\ncarrier = "D"\ncut_off = "9am"\n',
            ["service.cut_off: '9am'"],
        ),
        ('[[carrier]]\nname = "D"\n[[carrier]]\nname = "D"\n', ["carrier.name: 'D' stands 2 times"]),
        ('[[tote]]\nprefix = "T"\nfirst = 9\nlast = 1\n', ["tote.last: 1 is below tote.first, 9"]),
        ('[[tote]]\nprefix = "T"\nfirst = 1\nlast = 900000000\n', ["tote: these are 900,000,000 totes"]),
        (
            '[[tote]]\nprefix = "T"\nfirst = 1\nlast = 5\n[[tote]]\nprefix = "T"\nfirst = 4\nlast = 9\n',
            ["tote: 'T4' and 1 more"],
        ),
        ('[database]\nurl = "mysql://a@b/c"\n', ["database.url: 'mysql://a@b/c' is not supported"]),
        ('[database]\nurl = "sqlite://"\n', ["database.url: 'sqlite://' is not supported"]),
        ('[database]\nurl = "postgresql://[a@b"\n', ["database.url: it is no address"]),
        ('[database]\nurl = "postgresql://a@b/c"\npassword_file = "gone"\n', ["database.password_file: "]),
    ],
)
def test_every_mistake_is_named(file: Path, text: str, expected: list[str]):
    found = causes(file, text)
    assert len(found) == len(expected)
    assert all(line.startswith(start) for line, start in zip(found, expected, strict=True)), found


def test_all_mistakes_are_told_at_once(file: Path):
    assert len(causes(file, '[site]\nname = 1\n[rules]\nmax_lines = "x"\n[ruls]\n')) == 4


def test_a_file_that_is_no_toml_and_one_that_is_not_there(file: Path):
    assert "is no TOML" in causes(file, "[site\n")[0]
    file.unlink()
    with pytest.raises(SettingsError, match=r"cannot be read: No such file"):
        load_settings(file, {})


@pytest.mark.parametrize("url", ["postgresql://u:geheim@h/d", "postgresql://u@h/d?password=geheim"])
def test_a_password_in_the_address_is_refused_and_not_repeated(file: Path, url: str):
    [cause] = causes(file, f'[database]\nurl = "{url}"\n')
    assert CREDENTIAL_VARIABLE in cause and "geheim" not in cause


def test_the_password_comes_from_the_environment_or_its_file_and_is_not_shown(file: Path):
    file.write_text('[database]\nurl = "postgresql://u@h:5433/d"\npassword_file = "pw"\n')
    (file.parent / "pw").write_text("from/file\n")
    of_file = load_settings(file, {})
    of_environment = load_settings(file, {CREDENTIAL_VARIABLE: "p@ss"})
    assert of_file.need_database().address() == "postgresql://u:from%2Ffile@h:5433/d"
    assert of_environment.need_database().address() == "postgresql://u:p%40ss@h:5433/d"
    assert "from/file" not in repr(of_file) and "p@ss" not in repr(of_environment)


def test_paths_count_from_the_file(file: Path, monkeypatch: pytest.MonkeyPatch):
    file.write_text('[database]\nurl = "sqlite:///c.db"\n[station]\nname = "P1"\ndata = "d"\n')
    monkeypatch.chdir(file.parent)
    settings = load_settings(Path(file.name), {})
    assert settings.need_database().url == f"sqlite:///{file.parent}/c.db"
    assert settings.need_station().data == file.parent / "d"
    file.write_text('[database]\nurl = "sqlite:////srv/c.db"\n')
    assert load_settings(file, {}).need_database().url == "sqlite:////srv/c.db"


def test_scanners_are_set_as_their_readers_take_it(file: Path):
    assert ScannerSettings(**asdict(Scanner("hand", "loop://"))) == ScannerSettings("hand", "loop://")
    for suffix in SUFFIXES:
        file.write_text(f'[[scanner]]\nname = "hand"\nport = "loop://"\nsuffix = "{suffix}"\n')
        assert load_settings(file, {}).scanners[0].suffix == suffix
