"""What the settings add to the rules of the menu file's restaurant."""

import pytest

from app.bootstrap.configs import with_rules
from app.menu_file import read_menu
from app.settings import DEMO_MENU, load_settings

NEEDED = {
    "vipps_client_id": "a",
    "vipps_client_secret": "b",
    "vipps_subscription_key": "c",
    "vipps_msn": "123456",
    "pongo_token": "t",
}


@pytest.mark.parametrize(
    ("told", "hosts"),
    [
        ({}, {"qr.vipps.no"}),
        ({"code_hosts": "qr.vipps.no, qr.wallet.example"}, {"qr.vipps.no", "qr.wallet.example"}),
    ],
)
def test_the_hosts_of_personal_codes(told: dict[str, str], hosts: set[str]) -> None:
    restaurant, _ = read_menu(DEMO_MENU)

    assert hosts == with_rules(restaurant, load_settings(**NEEDED, **told)).code_hosts
