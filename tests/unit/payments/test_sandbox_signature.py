"""Webhooks of the sandbox company are believed for their signature alone, and not for long."""

from collections.abc import Callable
from datetime import timedelta

import pytest

from core.payments.errors import SignatureWrong
from core.payments.gateways.sandbox import signing
from core.payments.gateways.sandbox.client import SandboxGateway
from core.platform.settings import override

Later = Callable[[timedelta], None]


def test_a_signature_holds_for_its_body_its_time_and_its_secret(later: Later) -> None:
    body = b'{"id": "evt_1"}'
    value = signing.sign(body)
    assert signing.is_right(value, body)
    assert not signing.is_right(value, body + b" ")
    override(sandbox_secret="another")
    assert not signing.is_right(value, body)
    override(sandbox_secret="")
    later(timedelta(minutes=4, seconds=50))
    assert signing.is_right(value, body)
    later(timedelta(seconds=20))
    assert not signing.is_right(value, body)


def test_a_signature_from_the_future_is_refused(later: Later) -> None:
    later(timedelta(minutes=10))
    value = signing.sign(b"{}")
    later(timedelta(minutes=-10))
    assert not signing.is_right(value, b"{}")


@pytest.mark.parametrize(
    "forged",
    ["", "t=,v1=", "v1=abc", "t=1,v1=é", "t=²,v1=x", "t=99999999999999999999,v1=x", "t=-1,v1=x", "nonsense"],
)
def test_nonsense_is_not_a_signature(forged: str) -> None:
    with pytest.raises(SignatureWrong):
        SandboxGateway().parse_webhook({signing.HEADER: forged}, b"{}")


def test_a_body_without_a_signature_is_refused() -> None:
    with pytest.raises(SignatureWrong):
        SandboxGateway().parse_webhook({}, b"{}")
