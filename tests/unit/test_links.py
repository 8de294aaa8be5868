"""Addresses and menu entries: only what is documented, and whole whatever is in it."""

import re
from datetime import UTC, datetime
from typing import Any
from urllib.parse import parse_qs, urlsplit

import pytest
from pydantic import ValidationError

from reporting.dialects.moments import Window
from reporting.stack.links import CLOUD_HOME, Links, namespaces

WINDOW = Window(datetime(2026, 11, 23, 8, tzinfo=UTC), datetime(2026, 11, 23, 10, tzinfo=UTC))
MANAGER = "https://manager.example.com"
MENU = {"serviceGraph", "flowVisualizer", "complianceReports"}


def links(product: str = "enterprise", manager: str | None = MANAGER) -> Links:
    return Links.model_validate({"product": product, "manager": manager})


def discover(*names: str, window: Window | None = WINDOW) -> str:
    address = links().discover(names, window)
    assert address is not None
    return address


def state(address: str) -> dict[str, str]:
    """Kibana's state as it reads it from an address: the query of the fragment, percent-decoded."""
    path, _, query = urlsplit(address).fragment.partition("?")
    assert path == "/"
    return {key: value for key, [value] in parse_qs(query, strict_parsing=True).items()}


def rison_texts(text: str) -> list[str]:
    """The quoted texts of a Rison value, in which `!` escapes `!` and `'`. https://github.com/Nanonid/rison"""
    return [re.sub(r"!(.)", r"\1", found) for found in re.findall(r"'((?:[^'!]|!.)*)'", text)]


def query(address: str) -> str:
    return rison_texts(state(address)["_a"])[-1]


# Places


def test_enterprise_has_login_and_kibana_beside_the_manager() -> None:
    addresses = links().addresses()
    assert addresses["login"] == f"{MANAGER}/login/token"
    assert addresses["kibana"] == f"{MANAGER}/tigera-kibana"
    assert addresses["dashboards"] == f"{MANAGER}/tigera-kibana/app/kibana#/dashboards"


def test_cloud_has_its_home_and_no_kibana_whose_page_is_not_documented() -> None:
    addresses = links("cloud").addresses()
    assert addresses["home"] == CLOUD_HOME
    assert set(addresses) == {"home", "manager", *MENU}
    assert links("cloud").discover(["hipstershop"], WINDOW) is None


@pytest.mark.parametrize("product", ["cloud", "enterprise"])
def test_what_has_no_stable_address_is_a_menu_entry(product: str) -> None:
    addresses = links(product, None).addresses()
    assert set(addresses) >= MENU
    assert all(addresses[name].startswith("Manager, left menu: ") for name in MENU)


def test_without_the_managers_address_there_is_none_to_kibana() -> None:
    assert set(links("enterprise", None).addresses()) == MENU
    assert links("enterprise", None).discover(["hipstershop"]) is None


@pytest.mark.parametrize("ending", ["/", "//"])
def test_a_slash_at_the_managers_end_does_not_count(ending: str) -> None:
    assert links(manager=MANAGER + ending).addresses()["kibana"] == f"{MANAGER}/tigera-kibana"


@pytest.mark.parametrize(
    "address",
    [
        "http://manager.example.com",
        "manager.example.com",
        "https://",
        "https://user:s3cr3t@manager.example.com",
        "https://@manager.example.com",
        "https://manager.example.com/ x",
        "https://manager.example.com/\x1b[31m",
        "https://manager.example.com?next=1",
        "https://manager.example.com#/home",
        "https://manager.example.com:70000",
        "https://[::1",
        "javascript:alert(1)",
    ],
)
def test_what_is_no_managers_address_is_refused(address: str) -> None:
    with pytest.raises(ValidationError, match=re.escape("is not the manager's address")):
        links(manager=address)


# Flow logs in Discover


def test_discover_shows_flow_logs_of_the_window() -> None:
    found = state(discover("hipstershop"))
    assert found["_g"] == "(time:(from:'2026-11-23T08:00:00Z',to:'2026-11-23T10:00:00Z'))"
    assert ",index:'tigera_secure_ee_flows*',query:(language:'kuery',query:'" in found["_a"]


def test_discover_shows_what_came_from_or_went_to_a_namespace() -> None:
    assert query(discover("hipstershop")) == 'source_namespace:("hipstershop") or dest_namespace:("hipstershop")'


def test_several_namespaces_are_each_named_once_and_always_in_the_same_order() -> None:
    any_of = '("a" or "b")'
    assert query(discover("b", "a", "b")) == f"source_namespace:{any_of} or dest_namespace:{any_of}"
    assert discover("b", "a") == discover("a", "b")


def test_without_namespaces_discover_shows_all_of_them() -> None:
    assert query(discover()) == ""


def test_without_a_window_discover_shows_the_last_day() -> None:
    assert state(discover(window=None))["_g"] == "(time:(from:'now-24h',to:'now'))"


@pytest.mark.parametrize(
    "name", ["it's", "wow!", "!'", 'a"b', "a\\b", "a&_g=x", "a#b?c", "50%", "a+b c", "ü", "')),x:('", "\n"]
)
def test_a_hostile_name_stays_inside_the_query(name: str) -> None:
    address = discover(name)
    assert re.fullmatch(r"[!-~]+", address)
    assert set(state(address)) == {"_g", "_a"}
    in_quotes = name.replace("\\", "\\\\").replace('"', '\\"')
    assert query(address) == f'source_namespace:("{in_quotes}") or dest_namespace:("{in_quotes}")'


def test_an_address_has_nothing_that_terminals_or_markdown_would_cut_off() -> None:
    assert not set(discover("hipstershop")) & set("()'\"<> `|")


# Whose namespaces


def report(kind: str, *names: str, **endpoints: Any) -> dict[str, Any]:
    chosen = {"namespaces": {"names": list(names)}} if names else {}
    return {"spec": {"reportType": kind, "endpoints": {**chosen, **endpoints}}}


def test_reports_cover_the_namespaces_of_each() -> None:
    assert namespaces([report("inventory", "b"), report("policy-audit", "a", "b")]) == ["a", "b"]


def test_a_report_on_the_whole_cluster_covers_all_namespaces() -> None:
    assert namespaces([report("inventory", "b"), report("network-access")]) == []
    by_label = {"namespaces": {"selector": "team == 'x'"}}
    assert namespaces([report("inventory", **by_label)]) == []
    assert namespaces([{"spec": {"reportType": "inventory"}}]) == []


def test_cis_benchmarks_are_about_nodes_and_limit_nothing() -> None:
    assert namespaces([report("inventory", "b"), {"spec": {"reportType": "cis-benchmark"}}]) == ["b"]
    assert namespaces([{"spec": {"reportType": "cis-benchmark"}}]) == []
