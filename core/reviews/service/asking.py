from datetime import timedelta

from sqlalchemy import select

from core.accounts import queries as accounts
from core.catalog import queries as catalog
from core.catalog.errors import ProductNotFound
from core.kernel import clock
from core.kernel.actor import Actor
from core.kernel.ids import AccountId, ProductId, SiteId
from core.platform import audit, locks, outbox, throttle
from core.platform.db import session
from core.reviews import policy
from core.reviews.errors import MailboxUnproven
from core.reviews.events import QuestionPublished
from core.reviews.models import Question
from core.reviews.types import QuestionId, SaidState

MOST_A_DAY = 10
A_DAY = timedelta(days=1)


def ask_question(
    account_id: AccountId,
    product_id: ProductId,
    text: str,
    *,
    site_id: SiteId,
    language: str,
    country: str,
    author_name: str,
    by: Actor,
) -> QuestionId:
    """Ask about a product that is for sale; the same words from the same account are the same question.

    Raises MailboxUnproven, ProductNotFound, the refusals of its words, and TooMany beyond ten a day.
    """
    asker = accounts.get_account(account_id)
    if not asker.is_verified:
        raise MailboxUnproven
    name = catalog.list_names([product_id], (language,)).get(product_id)
    if name is None or not name.is_live:
        raise ProductNotFound(id=product_id)
    policy.check_question(text)
    locks.advisory(f"questions:{account_id}")
    asked = _find(account_id, product_id, text.strip())
    if asked is not None:
        return asked
    throttle.refuse_beyond(MOST_A_DAY, "reviews.ask", str(account_id), window=A_DAY)
    held = list(policy.held_for(text, author_name))
    question = Question(
        product_id=product_id,
        merchant_id=name.merchant_id,
        site_id=site_id,
        account_id=account_id,
        author_name=author_name.strip()[: policy.MOST_NAME],
        author_initial=policy.initial_of(asker.name),
        country=country,
        language=language,
        text=text.strip(),
        state=SaidState.PENDING if held else SaidState.PUBLISHED,
        held_for=held,
        asked_at=clock.now(),
    )
    session().add(question)
    session().flush()
    audit.moved(question, "ask", before="", after=question.state, by=by)
    if not held:
        outbox.record(QuestionPublished(question_id=question.id))
    return QuestionId(question.id)


def _find(account_id: AccountId, product_id: ProductId, text: str) -> QuestionId | None:
    mine = select(Question.id).where(
        Question.account_id == account_id, Question.product_id == product_id, Question.text == text
    )
    found = session().scalar(mine)
    return None if found is None else QuestionId(found)
