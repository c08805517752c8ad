"""What the hub does with imported stock costs the same however much there is already."""

from pathlib import Path

from tests.support.importing import ImportSite, import_site
from tests.support.planning_site import full_scans, recorded
from warehouse_tui.store.central.applying import SiteApplier
from warehouse_tui.store.central.planning import plan
from warehouse_tui.store.central.schema import orders

MANY = 3000


def apply_all(site: ImportSite) -> None:
    applier = SiteApplier(site.engine, site.site_id, holder="test")
    token = applier.acquire()
    assert token is not None
    while applier.apply(token):
        pass


def states(site: ImportSite) -> set[int]:
    return {waiting for (waiting,) in site.rows(orders.order, "waiting")}


def test_goods_that_come_in_wake_what_waits_for_them_by_indexes(tmp_path: Path):
    site = import_site(f"sqlite:///{tmp_path / 'central.db'}", tmp_path)
    site.load("items", "sku,name\n" + "".join(f"S{n},Thing {n}\n" for n in range(MANY)))
    site.load("locations", "code,kind,aisle,bay\n" + "".join(f"L{n},pick,A,{n}\n" for n in range(MANY)))
    site.load("orders", "order,sku,quantity\n" + "".join(f"N{n},S{n},2\n" for n in range(MANY)))
    apply_all(site)
    plan(site.engine, site.site_id, now=site.clock.now())
    assert states(site) == {orders.WAITS}
    site.load("stock", "location,sku,quantity\n" + "".join(f"L{n},S{n},1\n" for n in range(MANY)))
    with recorded(site.engine) as statements:
        apply_all(site)
    assert states(site) == {orders.DUE}
    asked = {statement: parameters for statement, parameters in statements if not statement.startswith("INSERT")}
    assert full_scans(site.engine, list(asked.items())) == []
    assert not any("CORRELATED" in line for line in plans(site, asked))


def plans(site: ImportSite, asked: dict[str, object]) -> list[str]:
    with site.engine.connect() as connection:
        return [
            row[3]
            for statement, parameters in asked.items()
            for row in connection.exec_driver_sql(
                f"EXPLAIN QUERY PLAN {statement}", parameters[0] if isinstance(parameters, list) else parameters
            )
        ]
