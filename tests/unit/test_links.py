"""Addresses and menu entries: only what is documented."""

import re

import pytest
from pydantic import ValidationError

from reporting.stack.links import CLOUD_HOME, Links

MANAGER = "https://manager.example.com"
MENU = {"serviceGraph", "flowVisualizer", "complianceReports"}


def links(product: str = "enterprise", manager: str | None = MANAGER) -> Links:
    return Links.model_validate({"product": product, "manager": manager})


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


@pytest.mark.parametrize("product", ["cloud", "enterprise"])
def test_what_has_no_stable_address_is_a_menu_entry(product: str) -> None:
    addresses = links(product, None).addresses()
    assert set(addresses) >= MENU
    assert all(addresses[name].startswith("Manager, left menu: ") for name in MENU)


def test_without_the_managers_address_there_is_none_to_kibana() -> None:
    assert set(links("enterprise", None).addresses()) == MENU


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
