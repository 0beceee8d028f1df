"""What every gateway can do. All calls go over a network: none may be made inside a transaction.

Each verb is idempotent by our payment number or refund number, so that a retry never pays twice. An
outage raises core.platform.http.OutageError.
"""

from collections.abc import Mapping
from typing import Protocol

from core.kernel.money import Money
from core.payments.types import GatewayEvent, GatewaySession, GatewayStatus


class Gateway(Protocol):
    name: str

    @staticmethod
    def is_ready() -> bool:
        """Say whether the settings have all that it needs."""

    @staticmethod
    def hosts() -> tuple[str, ...]:
        """List where its pay pages live beside the shop itself, such as https://pay.example."""

    @staticmethod
    def takes(amount: Money) -> bool:
        """Say whether it can charge exactly this amount."""

    def create(
        self,
        *,
        number: str,
        amount: Money,
        return_url: str,
        webhook_url: str,
        language: str,
        title: str = "",
        email: str = "",
    ) -> GatewaySession:
        """Open a payment; the shopper pays at the session's `pay_url` and comes back to `return_url`.

        `title` says there what is paid, `email` who pays.
        """

    def fetch(self, reference: str) -> GatewayStatus:
        """Ask how a payment stands."""

    def authorize(self, reference: str) -> GatewayStatus:
        """Ask for the money to be set aside, where the shopper's act did not do it already."""

    def capture(self, reference: str, amount: Money) -> GatewayStatus:
        """Take money that was set aside."""

    def void(self, reference: str) -> GatewayStatus:
        """Let money go that was set aside but not taken."""

    def refund(self, reference: str, *, number: str, amount: Money) -> str:
        """Give money back; gives the gateway's name for the refund."""

    def parse_webhook(self, headers: Mapping[str, str], body: bytes) -> GatewayEvent:
        """Read a webhook; raises SignatureWrong where the gateway did not sign it."""
