"""A site in the central database: what its file says of it, its feed, its totes and stations."""

import json
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any
from uuid import uuid4

from sqlalchemy import Connection, Row, func, insert, select, update
from sqlalchemy.dialects import postgresql, sqlite

from warehouse_tui.domain.errors import Refused, StoreError
from warehouse_tui.store.central.bulk import Columns, insert_columns
from warehouse_tui.store.central.feed import Change, publish
from warehouse_tui.store.central.ids import reserve_ids
from warehouse_tui.store.central.keyed import delete_keys, upsert
from warehouse_tui.store.central.office import OFFICE, office_id
from warehouse_tui.store.central.schema import floor, master, sync

_site, _config, _tote, _station = master.site_table, master.site_config, master.tote, floor.station


@dataclass(frozen=True, slots=True)
class Document:
    """One carrier, service, carton or template of the site's file."""

    kind: str
    name: str
    body: Mapping[str, Any]


@dataclass(frozen=True, slots=True)
class SiteConfig:
    """What a site's file says. `rules` keeps the names of the file's [rules]; a tote is named by its code."""

    code: str
    name: str = ""
    timezone: str = "UTC"
    language: str = "en"
    gs1_prefix: str = ""
    rules: Mapping[str, Any] = field(default_factory=dict)
    documents: Sequence[Document] = ()
    totes: Sequence[str] = ()


@dataclass(frozen=True, slots=True)
class StationIdentity:
    """Under which name a station's facts are kept."""

    site_id: int
    station_id: int
    epoch: int


def init_site(connection: Connection, config: SiteConfig) -> int:
    """Make a site with its feed, its office and everything its file says, and return its id.

    Refused where a site of this code is there already.
    """
    if connection.execute(select(_site.c.site_id).where(_site.c.code == config.code)).scalar():
        raise Refused(f"site {config.code} is there already: `warehouse-tui db load-config` brings it up to its file")
    highest = connection.execute(select(func.max(_site.c.site_id))).scalar()
    site_id = (highest or 0) + 1
    connection.execute(insert(_site).values(site_id=site_id, code=config.code))
    connection.execute(insert(sync.feed_head).values(site_id=site_id, incarnation=uuid4().hex, pos=0))
    office_id(connection, site_id)
    load_config(connection, config)
    return site_id


def need_site_id(connection: Connection, code: str | None = None) -> int:
    """Return the id of a site by its code, or of the only one; StoreError where that names none."""
    sites = {row.code: row.site_id for row in connection.execute(select(_site.c.code, _site.c.site_id))}
    if code is None and len(sites) == 1:
        return int(next(iter(sites.values())))
    if code in sites:
        return int(sites[code])
    there = f"it has {', '.join(sorted(sites))}" if sites else "it has none: run `warehouse-tui db init`"
    raise StoreError(
        f"the database has no site {code}; {there}" if code else f"no [site] code says which site; {there}"
    )


def load_config(connection: Connection, config: SiteConfig) -> list[str]:
    """Bring a site up to its file and say what changed, a line each; nothing where it is up to it.

    Totes that the file no longer has stay. StoreError where there is no such site.
    """
    site_id = need_site_id(connection, config.code)
    row = connection.execute(select(_site).where(_site.c.site_id == site_id).with_for_update()).one()
    said = [*_load_site(connection, row, config), *_load_documents(connection, site_id, config.documents)]
    totes = _load_totes(connection, site_id, config.totes)
    changes = [Change("tote", str(tote_id)) for tote_id in totes]
    if said:
        changes.append(Change("rules", "site"))
    if totes:
        said.append(f"totes: {len(totes)} new")
    if changes:
        publish(connection, site_id, changes)
    return said


def ensure_station(connection: Connection, site_id: int, name: str, role: str) -> StationIdentity:
    """Return a station by its name, enrolled where it is new; its role follows its file."""
    if name == OFFICE:
        raise Refused(f"{OFFICE!r} is the name of the site's own station: give this one another")
    columns = (_station.c.station_id, _station.c.epoch, _station.c.role)
    query = select(*columns).where(_station.c.site_id == site_id, _station.c.name == name)
    found = connection.execute(query).one_or_none()
    if found is None:
        [station_id] = reserve_ids(connection, site_id, "station", 1)
        row = {"site_id": site_id, "station_id": station_id, "name": name, "role": role, "epoch": 1}
        # Two computers of one name that come at the same time get one and the same station.
        own = postgresql.insert if connection.dialect.name == "postgresql" else sqlite.insert
        connection.execute(own(_station).values(row).on_conflict_do_nothing(index_elements=["site_id", "name"]))
        found = connection.execute(query).one()
    if found.role != role:
        mine = (_station.c.site_id == site_id) & (_station.c.station_id == found.station_id)
        connection.execute(update(_station).where(mine).values(role=role))
    return StationIdentity(site_id, int(found.station_id), int(found.epoch))


def _load_site(connection: Connection, row: Row[Any], config: SiteConfig) -> Iterator[str]:
    """Yield what changed of the site's own row, which is written then."""
    wanted = {name: getattr(config, name) for name in ("name", "timezone", "language", "gs1_prefix")}
    rules: dict[str, Any] = json.loads(row.rules)
    put = {name: value for name, value in wanted.items() if getattr(row, name) != value}
    yield from (f"site.{name}: {getattr(row, name)!r} → {value!r}" for name, value in put.items())
    new = json.loads(_json(config.rules))
    for name in sorted(rules.keys() | new.keys()):
        if rules.get(name) != new.get(name):
            yield f"rules.{name}: {_said(rules.get(name))} → {_said(new.get(name))}"
    put["rules"] = _json(config.rules)
    connection.execute(update(_site).where(_site.c.site_id == row.site_id).values(put))


def _load_documents(connection: Connection, site_id: int, documents: Iterable[Document]) -> list[str]:
    """Write what is new or changed, delete what the file no longer has, and say so."""
    names = ("kind", "name")
    mine = select(_config.c.kind, _config.c.name, _config.c.body).where(_config.c.site_id == site_id)
    there = {(row.kind, row.name): row.body for row in connection.execute(mine)}
    wanted = {(each.kind, each.name): _json(each.body) for each in documents}
    put = {key: body for key, body in sorted(wanted.items()) if there.get(key) != body}
    gone = sorted(there.keys() - wanted.keys())
    values: Columns = {
        "kind": [kind for kind, _ in put],
        "name": [name for _, name in put],
        "body": list(put.values()),
    }
    upsert(connection, _config, site_id, names, values)
    delete_keys(connection, _config, site_id, names, gone)
    return [
        *(f"{kind} {name}: {'changed' if (kind, name) in there else 'new'}" for kind, name in put),
        *(f"{kind} {name}: gone" for kind, name in gone),
    ]


def _load_totes(connection: Connection, site_id: int, codes: Iterable[str]) -> range:
    """Add the totes that are not there yet and return their ids."""
    there = set(connection.scalars(select(_tote.c.code).where(_tote.c.site_id == site_id)))
    fresh = [code for code in dict.fromkeys(codes) if code not in there]
    ids = reserve_ids(connection, site_id, "tote", len(fresh)) if fresh else range(0)
    insert_columns(connection, _tote, site_id, {"tote_id": list(ids), "code": fresh})
    return ids


def _json(value: Mapping[str, Any]) -> str:
    return json.dumps(value, sort_keys=True, ensure_ascii=False)


def _said(value: Any) -> str:
    return "not set" if value is None else json.dumps(value, ensure_ascii=False)
