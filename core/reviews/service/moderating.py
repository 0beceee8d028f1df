from core.kernel.actor import Actor
from core.platform import audit, locks, outbox
from core.reviews import policy
from core.reviews.errors import QuestionNotFound, ReviewNotFound, SaidOutdated
from core.reviews.events import QuestionPublished, QuestionRejected, ReviewDecided, ReviewsChanged
from core.reviews.models import Question, Review
from core.reviews.types import Kind, RejectReason, SaidState

Said = Review | Question


def publish(kind: Kind, id: int, *, version: int, by: Actor) -> None:
    """Let everybody read what waited or was rejected; raises SaidOutdated where it was changed since it was read."""
    said = _locked(kind, id, version)
    before = _move(said, "publish", by=by)
    if isinstance(said, Question):
        outbox.record(QuestionPublished(question_id=said.id))
    else:
        _tell_of_review(said, before)


def reject(kind: Kind, id: int, reason: RejectReason, *, version: int, by: Actor) -> None:
    """Keep something from readers for a reason its author is told; raises SaidOutdated like `publish`."""
    said = _locked(kind, id, version)
    before = _move(said, "reject", reason=reason, by=by)
    if isinstance(said, Question):
        outbox.record(QuestionRejected(question_id=said.id, reason=reason))
    else:
        _tell_of_review(said, before)


def dismiss_reports(kind: Kind, id: int, *, by: Actor) -> None:
    """Leave something as it is although readers complained; what they reported stays on file."""
    said = _find(kind, id)
    before, said.report_count = said.report_count, 0
    audit.changed(said, "dismiss_reports", by=by, before={"reports": before}, after={"reports": 0})


def _move(said: Said, move: str, *, reason: str = "", by: Actor) -> SaidState:
    before = SaidState(said.state)
    said.state = policy.SAID.destination(before, move)
    said.reason, said.held_for, said.report_count = reason, [], 0
    said.version += 1
    audit.moved(said, move, before=before, after=said.state, by=by, reason=reason)
    return before


def _tell_of_review(review: Review, before: SaidState) -> None:
    outbox.record(
        ReviewDecided(review_id=review.id, state=review.state, reason=review.reason, version=review.version)
    )
    if SaidState.PUBLISHED in {before, review.state}:
        outbox.record(ReviewsChanged(product_id=review.product_id))


def _locked(kind: Kind, id: int, version: int) -> Said:
    said = _find(kind, id)
    if said.version != version:
        raise SaidOutdated
    return said


def _find(kind: Kind, id: int) -> Said:
    said: Said | None = locks.row(Review, id) if kind == Kind.REVIEW else locks.row(Question, id)
    if said is None:
        raise ReviewNotFound(id=id) if kind == Kind.REVIEW else QuestionNotFound(id=id)
    return said
