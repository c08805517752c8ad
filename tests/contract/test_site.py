import json
from collections.abc import Iterator
from dataclasses import replace

import pytest
from sqlalchemy import Engine, select

from warehouse_tui.domain.errors import Refused, StoreError
from warehouse_tui.store.central.engine import connect, reading, writing
from warehouse_tui.store.central.ids import site_id_of
from warehouse_tui.store.central.schema import floor, master, metadata, sync
from warehouse_tui.store.central.site import Document, SiteConfig, ensure_station, init_site, load_config, need_site_id

CONFIG = SiteConfig(
    code="MAIN",
    name="Main",
    timezone="Europe/Berlin",
    rules={"cart_slots": 4, "pin_for": ("supervisor",)},
    documents=(Document("carrier", "DHL", {}), Document("carton", "M", {"length_mm": 400})),
    totes=("T1", "T2"),
)


@pytest.fixture
def engine(central_url: str) -> Iterator[Engine]:
    engine = connect(central_url)
    metadata.create_all(engine)
    yield engine
    engine.dispose()


def init(engine: Engine, config: SiteConfig = CONFIG) -> int:
    with writing(engine) as connection:
        return init_site(connection, config)


def load(engine: Engine, config: SiteConfig) -> list[str]:
    with writing(engine) as connection:
        return load_config(connection, config)


def feed(engine: Engine) -> dict[tuple[str, str], int]:
    with reading(engine) as connection:
        rows = connection.execute(select(sync.feed.c.topic, sync.feed.c.key, sync.feed.c.pos)).all()
    return {(topic, key): pos for topic, key, pos in rows}


def test_a_new_site_has_everything_its_file_says(engine: Engine):
    site_id = init(engine)
    with reading(engine) as connection:
        assert site_id_of(connection, "MAIN") == site_id
        row = connection.execute(select(master.site_table)).one()
        assert (row.name, row.timezone) == ("Main", "Europe/Berlin")
        assert json.loads(row.rules) == {"cart_slots": 4, "pin_for": ["supervisor"]}
        documents = connection.execute(select(master.site_config.c.kind, master.site_config.c.name)).all()
        assert sorted(map(tuple, documents)) == [("carrier", "DHL"), ("carton", "M")]
        assert sorted(connection.scalars(select(master.tote.c.code))) == ["T1", "T2"]
        assert connection.scalars(select(floor.station.c.name)).all() == ["office"]
        assert len(connection.scalars(select(sync.feed_head.c.incarnation)).one()) == 32
    assert set(feed(engine)) == {("rules", "site"), ("tote", "1"), ("tote", "2")}


def test_a_site_is_made_once_and_two_sites_live_side_by_side(engine: Engine):
    first = init(engine)
    with pytest.raises(Refused, match="MAIN is there already"):
        init(engine)
    second = init(engine, replace(CONFIG, code="NORTH"))
    assert first != second
    with reading(engine) as connection:
        assert len(set(connection.scalars(select(sync.feed_head.c.incarnation)))) == 2


def test_loading_the_same_file_again_changes_nothing(engine: Engine):
    init(engine)
    before = feed(engine)
    assert load(engine, CONFIG) == []
    assert feed(engine) == before


def test_what_changed_is_said_and_fed(engine: Engine):
    init(engine)
    before = feed(engine)
    said = load(
        engine,
        replace(
            CONFIG,
            name="Main hall",
            rules={"cart_slots": 6, "max_lines": 60},
            documents=(Document("carton", "M", {"length_mm": 410}), Document("carton", "L", {})),
            totes=("T2", "T3", "T3"),
        ),
    )
    assert said == [
        "site.name: 'Main' → 'Main hall'",
        "rules.cart_slots: 4 → 6",
        "rules.max_lines: not set → 60",
        'rules.pin_for: ["supervisor"] → not set',
        "carton L: new",
        "carton M: changed",
        "carrier DHL: gone",
        "totes: 1 new",
    ]
    after = feed(engine)
    moved = {key for key, pos in after.items() if pos != before.get(key)}
    assert moved == {("rules", "site"), ("tote", "3")}
    with reading(engine) as connection:
        assert sorted(connection.scalars(select(master.tote.c.code))) == ["T1", "T2", "T3"]


def test_a_site_that_is_not_there_is_named_with_those_that_are(engine: Engine):
    with pytest.raises(StoreError, match="no site MAIN; it has none: run `warehouse-tui db init`"):
        load(engine, CONFIG)
    init(engine)
    with pytest.raises(StoreError, match="no site NORTH; it has MAIN"):
        load(engine, replace(CONFIG, code="NORTH"))


def test_the_only_site_needs_no_code_and_one_of_two_does(engine: Engine):
    def need(code: str | None = None) -> int:
        with reading(engine) as connection:
            return need_site_id(connection, code)

    with pytest.raises(StoreError, match="it has none: run `warehouse-tui db init`"):
        need()
    first = init(engine)
    assert need() == need("MAIN") == first
    init(engine, replace(CONFIG, code="NORTH"))
    with pytest.raises(StoreError, match="which site; it has MAIN, NORTH"):
        need()


def test_a_station_keeps_its_identity_and_follows_its_role(engine: Engine):
    site_id = init(engine)
    with writing(engine) as connection:
        first = ensure_station(connection, site_id, "P1", "picker")
        other = ensure_station(connection, site_id, "P2", "picker")
    with writing(engine) as connection:
        again = ensure_station(connection, site_id, "P1", "packer")
        roles = connection.execute(select(floor.station.c.name, floor.station.c.role)).all()
    assert first == again and first.station_id != other.station_id and first.epoch == 1
    assert dict(map(tuple, roles)) == {"office": "office", "P1": "packer", "P2": "picker"}


def test_nobody_takes_the_office_for_a_station(engine: Engine):
    site_id = init(engine)
    with writing(engine) as connection, pytest.raises(Refused, match="office"):
        ensure_station(connection, site_id, "office", "picker")
