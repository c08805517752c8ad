"""What commands share that work on the central database: opening it, and the site that a file speaks of."""

from collections.abc import Mapping, Sequence
from dataclasses import asdict, dataclass
from pathlib import Path
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from sqlalchemy import Engine

    from warehouse_tui.settings import Carrier, Carton, Service, Settings
    from warehouse_tui.store.central.site import SiteConfig


@dataclass(frozen=True, slots=True)
class Central:
    """The central database of a file, opened, and the site in it."""

    settings: "Settings"
    engine: "Engine"
    site_id: int


def open_central(config: Path) -> Central:
    """Open the central database that a file names; an error says what to do where it is not ready."""
    from warehouse_tui.settings import load_settings
    from warehouse_tui.store.central.engine import connect, reading
    from warehouse_tui.store.central.migrating import require_current
    from warehouse_tui.store.central.site import need_site_id

    settings = load_settings(config)
    engine = connect(settings.need_database().address())
    require_current(engine)
    with reading(engine) as connection:
        site_id = need_site_id(connection, settings.site.code if settings.site else None)
    return Central(settings, engine, site_id)


def make_site(settings: "Settings") -> "tuple[Engine, bool]":
    """Make the central database and the site where they are not there yet; return it, and whether the site is new."""
    from warehouse_tui.store.central.engine import connect, writing
    from warehouse_tui.store.central.ids import site_id_of
    from warehouse_tui.store.central.migrating import require_current, revision, upgrade
    from warehouse_tui.store.central.site import init_site

    wanted = site_config(settings)
    engine = connect(settings.need_database().address())
    if revision(engine):
        require_current(engine)
    else:
        _make_folder(engine)
        upgrade(engine)
    with writing(engine) as connection:
        if site_id_of(connection, wanted.code):
            return engine, False
        init_site(connection, wanted)
    return engine, True


def site_config(settings: "Settings") -> "SiteConfig":
    """Return what a site's file says, as the central database keeps it."""
    from warehouse_tui.store.central.site import Document, SiteConfig

    documents: Mapping[str, Sequence[Carrier | Service | Carton]] = {
        "carrier": settings.carriers,
        "service": settings.services,
        "carton": settings.cartons,
    }
    return SiteConfig(
        **asdict(settings.need_site()),
        rules=asdict(settings.rules),
        documents=[Document(kind, each.name, asdict(each)) for kind, parts in documents.items() for each in parts],
        totes=settings.tote_codes(),
    )


def _make_folder(engine: "Engine") -> None:
    """Make the folder of an SQLite file."""
    from warehouse_tui.domain.errors import StoreError

    if engine.dialect.name != "sqlite" or not engine.url.database:
        return
    folder = Path(engine.url.database).parent
    try:
        folder.mkdir(parents=True, exist_ok=True)
    except OSError as error:
        raise StoreError(f"the folder {folder} cannot be made: {error.strerror}") from error
