from datetime import timedelta

from sqlalchemy import delete, select, update
from sqlalchemy.dialects.postgresql import insert

from core.kernel import clock
from core.kernel.ids import AccountId
from core.platform import throttle
from core.platform.db import session
from core.reviews.errors import QuestionNotFound, ReviewNotFound
from core.reviews.models import HelpfulVote, Question, Report, Review
from core.reviews.queries import voter_of
from core.reviews.types import Kind, ReportReason, SaidState

MOST_VOTES, MOST_REPORTS = 200, 20
A_DAY = timedelta(days=1)
Model = type[Review] | type[Question]


def vote_helpful(kind: Kind, id: int, voter: str, *, helpful: bool, origin: str) -> int:
    """Count that a reader found something helpful, or take that back; gives the number of votes now.

    One vote per voter, however often it is sent; a voter's own words are not voted on. `origin` is the address
    the request came from, which has two hundred votes a day. Raises the room's NotFound.
    """
    model = _public(kind, id, voter)
    if model is None:
        return _count(kind, id)
    if helpful:
        throttle.refuse_beyond(MOST_VOTES, "reviews.vote", origin, window=A_DAY)
        vote = insert(HelpfulVote).values(kind=kind, subject_id=id, voter=voter, at=clock.now())
        changed = session().execute(vote.on_conflict_do_nothing().returning(HelpfulVote.voter)).first()
    else:
        mine = HelpfulVote.kind == kind, HelpfulVote.subject_id == id, HelpfulVote.voter == voter
        changed = session().execute(delete(HelpfulVote).where(*mine).returning(HelpfulVote.voter)).first()
    if changed is not None:
        step = 1 if helpful else -1
        session().execute(
            update(model).where(model.id == id).values(helpful_count=model.helpful_count + step)
        )
    return _count(kind, id)


def report(kind: Kind, id: int, voter: str, reason: ReportReason, *, origin: str) -> None:
    """Tell the operators that something published looks wrong; once per reader. Raises the room's NotFound."""
    model = _public(kind, id, voter)
    if model is None:
        return
    throttle.refuse_beyond(MOST_REPORTS, "reviews.report", origin, window=A_DAY)
    told = insert(Report).values(kind=kind, subject_id=id, voter=voter, reason=reason, at=clock.now())
    if session().execute(told.on_conflict_do_nothing().returning(Report.voter)).first() is not None:
        session().execute(update(model).where(model.id == id).values(report_count=model.report_count + 1))


def _public(kind: Kind, id: int, voter: str) -> Model | None:
    """Give the table of something published; None where it is the voter's own."""
    model: Model = Review if kind == Kind.REVIEW else Question
    found = (
        session()
        .execute(select(model.account_id).where(model.id == id, model.state == SaidState.PUBLISHED))
        .first()
    )
    if found is None:
        raise ReviewNotFound(id=id) if kind == Kind.REVIEW else QuestionNotFound(id=id)
    return None if found[0] is not None and voter_of(AccountId(found[0])) == voter else model


def _count(kind: Kind, id: int) -> int:
    model: Model = Review if kind == Kind.REVIEW else Question
    return session().scalar(select(model.helpful_count).where(model.id == id)) or 0
