from collections.abc import Mapping

from sqlalchemy import select
from sqlalchemy.orm import selectinload

from core.kernel.ids import AccountId
from core.platform.db import session
from core.reviews.models import HelpfulVote, Question, Report, Review
from core.reviews.types import Kind, Said


def list_of_account(account_id: AccountId) -> Said:
    """Give everything an account has said here, as plain values, for an export of its data."""
    mine = select(Review).where(Review.account_id == account_id).order_by(Review.id)
    asked = select(Question).where(Question.account_id == account_id).order_by(Question.id)
    voter = voter_of(account_id)
    votes = select(HelpfulVote).where(HelpfulVote.voter == voter).order_by(HelpfulVote.at)
    reports = select(Report).where(Report.voter == voter).order_by(Report.at)
    return Said(
        tuple(_review(row) for row in session().scalars(mine.options(selectinload(Review.photos)))),
        tuple(_question(row) for row in session().scalars(asked)),
        tuple({"kind": v.kind, "id": v.subject_id, "at": v.at.isoformat()} for v in session().scalars(votes)),
        tuple(
            {"kind": r.kind, "id": r.subject_id, "reason": r.reason, "at": r.at.isoformat()}
            for r in session().scalars(reports)
        ),
    )


def has_voted(kind: Kind, id: int, voter: str) -> bool:
    """Say whether a voter found something helpful."""
    return session().get(HelpfulVote, (str(kind), id, voter)) is not None


def voter_of(account_id: AccountId) -> str:
    """Name an account where votes are counted."""
    return f"account:{account_id}"


def _review(row: Review) -> Mapping[str, object]:
    return {
        "id": row.id,
        "product_id": row.product_id,
        "author_name": row.author_name,
        "country": row.country,
        "language": row.language,
        "stars": row.stars,
        "aspects": row.aspects,
        "title": row.title,
        "text": row.text,
        "photos": [photo.media_id for photo in row.photos],
        "state": row.state,
        "written_at": row.written_at.isoformat(),
        "reply": row.reply,
    }


def _question(row: Question) -> Mapping[str, object]:
    return {
        "id": row.id,
        "product_id": row.product_id,
        "author_name": row.author_name,
        "country": row.country,
        "language": row.language,
        "text": row.text,
        "state": row.state,
        "asked_at": row.asked_at.isoformat(),
        "answer": row.answer,
    }
