"""Our side of the sandbox gateway: the port's verbs, spoken to the other company."""

import json
from collections.abc import Mapping
from urllib.parse import urlsplit

from core.kernel.money import Money
from core.payments.errors import SignatureWrong
from core.payments.gateways.sandbox import mapping, provider, signing
from core.payments.types import GatewayEvent, GatewaySession, GatewayStatus

PAY_PAGE = "/sandbox-pay/"


class SandboxGateway:
    """Calls to the sandbox company; like any call over a network they are refused inside a transaction."""

    name = "sandbox"

    @staticmethod
    def is_ready() -> bool:
        return True

    @staticmethod
    def hosts() -> tuple[str, ...]:
        return ()

    @staticmethod
    def takes(amount: Money) -> bool:
        return amount.minor > 0

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
        session = provider.open_session(
            order_number=number,
            amount=amount,
            return_url=return_url,
            webhook_url=webhook_url,
            language=language,
        )
        shop = urlsplit(return_url)
        return GatewaySession(
            session.reference, f"{shop.scheme}://{shop.netloc}{PAY_PAGE}{session.reference}"
        )

    def fetch(self, reference: str) -> GatewayStatus:
        return mapping.status_of(provider.show(reference))

    def authorize(self, reference: str) -> GatewayStatus:
        return mapping.status_of(provider.authorize(reference))

    def capture(self, reference: str, amount: Money) -> GatewayStatus:
        return mapping.status_of(provider.capture(reference, amount))

    def void(self, reference: str) -> GatewayStatus:
        return mapping.status_of(provider.void(reference))

    def refund(self, reference: str, *, number: str, amount: Money) -> str:
        return provider.refund(reference, refund_number=number, amount=amount)

    def parse_webhook(self, headers: Mapping[str, str], body: bytes) -> GatewayEvent:
        if not signing.is_right(headers.get(signing.HEADER, ""), body):
            raise SignatureWrong
        return mapping.event_of(json.loads(body))
