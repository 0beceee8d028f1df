"""Mails about reviews and questions: what became of them, and what merchants said to them."""

from typing import Any

from core.accounts import queries as accounts
from core.catalog import queries as catalog
from core.kernel.ids import AccountId, MerchantId, ProductId, SiteId
from core.merchants import queries as merchants
from core.notifications.service import write_mail
from core.reviews import queries as reviews
from core.reviews.types import QuestionId, ReviewId, SaidState
from core.sites import queries as sites


def tell_author(review_id: ReviewId, *, key: str) -> None:
    """Tell who wrote a review that it is published, or why it is not."""
    review, author, site_id = reviews.get_review_to_tell(review_id)
    kind = "review_published" if review.state == SaidState.PUBLISHED else "review_refused"
    if author is not None and review.state != SaidState.PENDING:
        facts = {**_product(review.product_id, site_id, review.language), "reason": review.reason}
        _write(kind, author, site_id, review.language, facts, key)


def tell_author_of_reply(review_id: ReviewId) -> None:
    """Tell who wrote a review that the merchant replied."""
    review, author, site_id = reviews.get_review_to_tell(review_id)
    if author is not None and review.reply is not None:
        facts = {**_product(review.product_id, site_id, review.language), "text": review.reply.text}
        _write("review_answered", author, site_id, review.language, facts, str(review_id))


def tell_asker(question_id: QuestionId) -> None:
    """Tell who asked that there is an answer."""
    question, asker, site_id, _merchant = reviews.get_question_to_tell(question_id)
    if asker is not None and question.answer is not None:
        facts = _product(question.product_id, site_id, question.language)
        told = {**facts, "question": question.text, "text": question.answer.text}
        _write("question_answered", asker, site_id, question.language, told, str(question_id))


def tell_asker_no(question_id: QuestionId, reason: str) -> None:
    """Tell who asked that the question is not published, and why."""
    question, asker, site_id, _merchant = reviews.get_question_to_tell(question_id)
    if asker is not None:
        facts = _product(question.product_id, site_id, question.language)
        told = {**facts, "question": question.text, "reason": reason}
        _write("question_refused", asker, site_id, question.language, told, str(question_id))


def tell_merchant(question_id: QuestionId) -> None:
    """Tell everybody who works for a merchant of a question on its goods, each in their own language."""
    question, _asker, site_id, merchant_id = reviews.get_question_to_tell(question_id)
    for account_id in merchants.list_members_of(MerchantId(merchant_id)):
        member = accounts.get_account(account_id)
        facts = _product(question.product_id, site_id, member.language)
        told = {**facts, "question": question.text, "to_shopper": False}
        _write("question_asked", account_id, site_id, member.language, told, f"{question_id}:{account_id}")


def _product(product_id: ProductId, site_id: SiteId, language: str) -> dict[str, Any]:
    name = catalog.list_names([product_id], sites.get_site(site_id).chain(language))[product_id]
    return {"title": name.title, "slug": name.slug}


def _write(kind: str, to: AccountId, site_id: SiteId, language: str, facts: dict[str, Any], key: str) -> None:
    write_mail(
        kind=kind, to=accounts.get_account(to).email, language=language, site_id=site_id, facts=facts,
        source_key=f"{kind}:{key}",
    )  # fmt: skip
