from core.accounts.models import ConsentRow
from core.kernel import clock
from core.kernel.ids import AccountId, SiteId
from core.platform.db import session


def record_consent(
    *,
    account_id: AccountId | None,
    subject: str = "",
    site_id: SiteId | None = None,
    topic: str,
    version: str,
    is_granted: bool = True,
    source: str,
    language: str,
) -> None:
    """Write down one yes or no; nothing is ever changed or taken out of this record.

    `version` names the text that was agreed to, `source` the place where it was asked (checkout, cookies,
    preferences). Without an account `subject` says who: a purchase's number, or a browser's random mark.
    """
    session().add(
        ConsentRow(
            account_id=account_id,
            subject=subject,
            site_id=site_id,
            topic=topic,
            version=version,
            is_granted=is_granted,
            source=source,
            language=language,
            at=clock.now(),
        )
    )
