from collections.abc import Sequence

from sqlalchemy import ColumnElement, Select, case, func, select

from core.catalog import queries as catalog
from core.kernel.ids import AccountId, MerchantId, ProductId, SiteId
from core.kernel.page import Page, PageAsk
from core.platform.db import session
from core.reviews.errors import QuestionNotFound
from core.reviews.models import Question
from core.reviews.queries.reading import question_of
from core.reviews.types import AboutProduct, QuestionId, SaidState
from core.reviews.types import Question as Shown


def list_questions(product_id: ProductId, first_language: str, page: PageAsk) -> Page[Shown]:
    """List published questions on a product: answered ones first, then those in the reader's own language."""
    wanted = _published(product_id)
    count = session().scalar(select(func.count()).select_from(Question).where(*wanted)) or 0
    open_last = case((Question.answered_at.is_(None), 1), else_=0)
    foreign = case((Question.language == first_language, 0), else_=1)
    rows = select(Question).where(*wanted)
    best_first = rows.order_by(open_last, foreign, Question.helpful_count.desc(), Question.id.desc())
    found = session().scalars(best_first.offset(page.offset).limit(page.size))
    return Page([question_of(row) for row in found], page, count)


def get_published_question(question_id: QuestionId) -> Shown:
    """Give a question that everybody may read; raises QuestionNotFound."""
    row = session().get(Question, question_id)
    if row is None or row.state != SaidState.PUBLISHED:
        raise QuestionNotFound(id=question_id)
    return question_of(row)


def get_question_to_tell(question_id: QuestionId) -> tuple[Shown, AccountId | None, SiteId, MerchantId]:
    """Give a question, who asked it, on which site, and whose goods it is about: for the house itself."""
    row = session().get(Question, question_id)
    if row is None:
        raise QuestionNotFound(id=question_id)
    asker = None if row.account_id is None else AccountId(row.account_id)
    return question_of(row), asker, SiteId(row.site_id), MerchantId(row.merchant_id)


def list_questions_of_shopper(
    account_id: AccountId, page: PageAsk, chain: Sequence[str]
) -> Page[AboutProduct]:
    """List what an account has asked, in every state, newest first."""
    return _about(select(Question).where(Question.account_id == account_id), page, chain)


def list_questions_of_merchant(
    merchant_id: MerchantId, page: PageAsk, chain: Sequence[str], *, open_only: bool = False
) -> Page[AboutProduct]:
    """List the published questions on a merchant's goods, newest first."""
    mine = [Question.merchant_id == merchant_id, Question.state == SaidState.PUBLISHED]
    mine += [Question.answered_at.is_(None)] if open_only else []
    return _about(select(Question).where(*mine), page, chain)


def _published(product_id: ProductId) -> list[ColumnElement[bool]]:
    return [Question.product_id == product_id, Question.state == SaidState.PUBLISHED]


def _about(rows: Select[Question], page: PageAsk, chain: Sequence[str]) -> Page[AboutProduct]:
    count = session().scalar(select(func.count()).select_from(rows.subquery())) or 0
    found = session().scalars(rows.order_by(Question.id.desc()).offset(page.offset).limit(page.size)).all()
    names = catalog.list_names({ProductId(row.product_id) for row in found}, chain)
    items = [
        AboutProduct(name.title, name.slug, question=question_of(row))
        for row in found
        for name in (names[ProductId(row.product_id)],)
    ]
    return Page(items, page, count)
