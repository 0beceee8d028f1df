"""Mails about goods: those somebody waits for, those somebody reviewed or asked about."""

from core.alerts import queries as alert_queries
from core.alerts.events import AlertAsked, AlertDue
from core.alerts.types import AlertId, AlertState
from core.kernel.ids import new_token
from core.notifications import alerts, said
from core.reviews.events import (
    QuestionAnswered,
    QuestionPublished,
    QuestionRejected,
    ReviewDecided,
    ReviewReplied,
)
from core.reviews.types import QuestionId, ReviewId


def ask_to_confirm_alert(event: AlertAsked) -> None:
    """Ask whether somebody meant to hear of a sold-out variant; every asking is a mail of its own."""
    alert = alert_queries.get_alert(AlertId(event.alert_id))
    if alert.state == AlertState.ASKED:
        alerts.ask_to_confirm(alert, f"{alert.id}:{new_token(12)}")


def tell_shopper_variant_is_back(event: AlertDue) -> None:
    """Tell that a variant is back, in the language it was asked in."""
    alerts.tell_it_is_back(alert_queries.get_alert(AlertId(event.alert_id)))


def tell_author_review_was_decided(event: ReviewDecided) -> None:
    """Tell who wrote a review what became of it."""
    said.tell_author(ReviewId(event.review_id), key=f"{event.review_id}:{event.version}")


def tell_author_merchant_replied(event: ReviewReplied) -> None:
    """Tell who wrote a review that the merchant replied."""
    said.tell_author_of_reply(ReviewId(event.review_id))


def tell_merchant_of_question(event: QuestionPublished) -> None:
    """Tell a merchant that a question waits for its answer."""
    said.tell_merchant(QuestionId(event.question_id))


def tell_asker_question_was_answered(event: QuestionAnswered) -> None:
    """Tell who asked that there is an answer."""
    said.tell_asker(QuestionId(event.question_id))


def tell_asker_question_was_rejected(event: QuestionRejected) -> None:
    """Tell who asked that the question is not published, and why."""
    said.tell_asker_no(QuestionId(event.question_id), event.reason)
