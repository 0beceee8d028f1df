from sqlalchemy import delete, select, update

from core.kernel.ids import AccountId
from core.platform.db import session
from core.reviews.models import HelpfulVote, Question, Report, Review, ReviewPhoto
from core.reviews.queries import voter_of

NOBODY = {"account_id": None, "author_name": "", "author_initial": ""}


def anonymize_account(account_id: AccountId) -> None:
    """Keep what an account said without saying who: no name, no photos, and none of its votes and reports.

    What was published goes on helping others, and ratings stay what they are.
    """
    mine = select(Review.id).where(Review.account_id == account_id)
    session().execute(delete(ReviewPhoto).where(ReviewPhoto.review_id.in_(mine)))
    session().execute(update(Review).where(Review.account_id == account_id).values(NOBODY))
    session().execute(update(Question).where(Question.account_id == account_id).values(NOBODY))
    voter = voter_of(account_id)
    session().execute(delete(HelpfulVote).where(HelpfulVote.voter == voter))
    session().execute(delete(Report).where(Report.voter == voter))
