import sqlite3
import subprocess
import sys
import textwrap
import time
from pathlib import Path

import pytest

from tests.support.clocks import HandClock
from warehouse_tui.domain.errors import FactError, JournalError
from warehouse_tui.domain.facts import FIRST_HASH, Draft, expected_hash
from warehouse_tui.store.station.clock import SystemClock
from warehouse_tui.store.station.journal import SqliteJournal
from warehouse_tui.store.station.journal_file import JournalReader


def open_journal(path: Path, station: int = 3, epoch: int = 1) -> SqliteJournal:
    return SqliteJournal(path, site=1, station=station, epoch=epoch, clock=HandClock())


def put(n: int) -> Draft:
    return Draft("item_put", {"n": n}, worker=7)


@pytest.fixture
def path(tmp_path: Path) -> Path:
    return tmp_path / "data" / "journal.db"


def test_facts_come_back_as_they_were_written_in_one_chain(path: Path):
    journal = open_journal(path)
    journal.offset_ms = -250
    first = journal.append([put(1), Draft("list_paused", {"list": 4, "claim_no": 1})])
    second = journal.append([put(2)])
    journal.close()
    journal = open_journal(path)

    assert journal.since(0) == first + second
    assert [fact.seq for fact in first + second] == [1, 2, 3]
    assert [fact.prev_hash for fact in first + second] == [FIRST_HASH, first[0].hash, first[1].hash]
    assert all(expected_hash(fact) == fact.hash for fact in first + second)
    assert first[0].offset_ms == -250 and first[0].worker == 7 and first[0].boot == "boot-1"
    assert journal.since(2) == second
    assert (journal.last_seq(), journal.head()) == (3, (3, second[0].hash))
    assert (journal.last_of_kind("list_paused"), journal.last_of_kind("item_put"), journal.last_of_kind("moved")) == (
        2,
        3,
        0,
    )


def test_an_empty_append_writes_nothing(path: Path):
    journal = open_journal(path)
    assert journal.append([]) == []
    assert journal.last_seq() == 0 and journal.head() == (0, FIRST_HASH)


def test_a_draft_that_is_no_fact_leaves_nothing_of_its_append(path: Path):
    journal = open_journal(path)
    with pytest.raises(FactError, match="64000 bytes"):
        journal.append([put(1), Draft("item_put", {"x": "y" * 70_000})])
    with pytest.raises(FactError, match="cannot be written as JSON"):
        journal.append([put(1), Draft("item_put", {"x": "\ud800"})])
    assert journal.since(0) == []
    assert [fact.seq for fact in journal.append([put(1)])] == [1]


def test_a_second_program_is_refused_until_the_first_has_gone(path: Path):
    journal = open_journal(path)
    with pytest.raises(JournalError, match="in use by another program"):
        open_journal(path)
    journal.close()
    open_journal(path).close()


def test_the_journal_of_another_station_is_refused(path: Path):
    open_journal(path).close()
    with pytest.raises(JournalError, match="belongs to station 3 of site 1"):
        open_journal(path, station=4)
    open_journal(path).close()


def test_a_later_epoch_begins_a_new_chain_and_an_earlier_one_is_refused(path: Path):
    journal = open_journal(path)
    journal.append([put(1)])
    journal.close()
    journal = open_journal(path, epoch=2)
    assert journal.last_seq() == 0 and journal.since(0) == []
    [fact] = journal.append([put(1)])
    assert (fact.epoch, fact.seq, fact.prev_hash) == (2, 1, FIRST_HASH)
    journal.close()
    with pytest.raises(JournalError, match="epoch 2"):
        open_journal(path, epoch=1)


@pytest.mark.parametrize("content", [b"not a database at all, but long enough to be looked at" * 90, b"\0" * 5000])
def test_a_file_that_is_no_database_is_refused_and_kept(path: Path, content: bytes):
    path.parent.mkdir()
    path.write_bytes(content)
    with pytest.raises(JournalError, match=r"damaged|not a journal"):
        open_journal(path)
    assert path.read_bytes() == content


def test_another_programs_database_is_refused(path: Path):
    path.parent.mkdir()
    with sqlite3.connect(path) as other:
        other.execute("CREATE TABLE x (y)")
    other.close()
    with pytest.raises(JournalError, match="not a journal of this program"):
        open_journal(path)


def test_a_changed_fact_is_noticed_at_the_next_start(path: Path):
    journal = open_journal(path)
    journal.append([put(1), put(2), put(3)])
    journal.close()
    with sqlite3.connect(path) as hand:
        hand.execute("UPDATE fact SET body = '{\"n\":9}' WHERE seq = 2")
    hand.close()
    with pytest.raises(JournalError, match="damaged at fact 2"):
        open_journal(path)


def test_a_full_disk_is_said_plainly_and_leaves_nothing_half_written(path: Path):
    open_journal(path).close()
    program = """
        import resource, signal, sys
        from pathlib import Path
        from tests.unit.store.station.test_journal import open_journal, put
        from warehouse_tui.domain.errors import JournalError
        from warehouse_tui.domain.facts import Draft
        journal = open_journal(Path(sys.argv[1]))
        journal.append([put(1)])
        signal.signal(signal.SIGXFSZ, signal.SIG_IGN)
        room = journal.head()[0] and Path(sys.argv[1] + "-wal").stat().st_size + 8000
        resource.setrlimit(resource.RLIMIT_FSIZE, (room, resource.RLIM_INFINITY))
        try:
            journal.append([Draft("item_put", {"n": n, "fill": "x" * 20000}) for n in range(5)])
        except JournalError as error:
            print(error)
        resource.setrlimit(resource.RLIMIT_FSIZE, (resource.RLIM_INFINITY, resource.RLIM_INFINITY))
        print([fact.seq for fact in journal.append([put(2), put(3)])])
    """
    ran = subprocess.run(
        [sys.executable, "-c", textwrap.dedent(program), str(path)], capture_output=True, text=True, timeout=60
    )
    assert ran.stderr == ""
    error, after = ran.stdout.splitlines()
    assert "nothing was recorded" in error
    assert after == "[2, 3]"
    assert [fact.data() for fact in open_journal(path).since(0)] == [{"n": 1}, {"n": 2}, {"n": 3}]


def test_the_reader_sees_what_was_written_while_the_journal_is_open(path: Path):
    journal = open_journal(path)
    reader = JournalReader(path)
    assert (reader.site, reader.station, reader.epoch, reader.last_seq()) == (1, 3, 1, 0)
    written = journal.append([put(n) for n in range(5)])
    assert reader.after(1, 3) == written[1:4]
    assert reader.last_seq() == 5
    reader.checkpoint()
    reader.close()
    with pytest.raises(JournalError, match="no journal"):
        JournalReader(path.with_name("other.db"))


@pytest.mark.parametrize("count", [1, 2000])
def test_an_append_is_durable_within_two_milliseconds_however_long_the_journal(tmp_path: Path, count: int):
    journal = SqliteJournal(tmp_path / "journal.db", site=1, station=1, epoch=1, clock=SystemClock())
    journal.append([put(n) for n in range(count)])
    times = []
    for n in range(300):
        start = time.thread_time()
        journal.append([put(n)])
        times.append(time.thread_time() - start)
    assert sorted(times)[150] < 0.002
