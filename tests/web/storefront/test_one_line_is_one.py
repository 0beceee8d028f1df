"""Throttles by address: whoever has an IPv6 line has more addresses than a throttle could count."""

import pytest

from tests.factories.sandbox import shop_app
from web.shared.signed_in import remote_address, remote_network


@pytest.mark.parametrize(
    ("address", "network"),
    [
        ("203.0.113.7", "203.0.113.7"),
        ("2001:db8:1:2::1", "2001:db8:1:2::/64"),
        ("2001:db8:1:2:ffff:ffff:ffff:ffff", "2001:db8:1:2::/64"),
        ("2001:db8:1:3::1", "2001:db8:1:3::/64"),
        ("::ffff:203.0.113.7", "203.0.113.7"),
        ("", ""),
        ("unix:", "unix:"),
    ],
)
def test_addresses_of_one_line_count_as_one(address: str, network: str) -> None:
    with shop_app().test_request_context(environ_base={"REMOTE_ADDR": address}):
        assert (remote_address(), remote_network()) == (address, network)
