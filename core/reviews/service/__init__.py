"""What others may have done here: writing, asking, answering, deciding, voting, counting, leaving."""

from core.reviews.service.answering import answer_question, reply_to_review
from core.reviews.service.asking import ask_question
from core.reviews.service.counting import recount_product
from core.reviews.service.leaving import anonymize_account
from core.reviews.service.moderating import dismiss_reports, publish, reject
from core.reviews.service.voting import report, vote_helpful
from core.reviews.service.writing import write_review

__all__ = [
    "anonymize_account",
    "answer_question",
    "ask_question",
    "dismiss_reports",
    "publish",
    "recount_product",
    "reject",
    "reply_to_review",
    "report",
    "vote_helpful",
    "write_review",
]
