"""What shoppers say and an operator has to decide on: reviews and questions that wait, or that readers reported."""

from flask import Blueprint, abort, flash, render_template, request, url_for
from flask_babel import gettext as _
from werkzeug.wrappers import Response

from core.kernel.ids import MediaId
from core.media import queries as media
from core.platform.db import transaction
from core.reviews import queries, service
from core.reviews.types import Kind, QuestionId, RejectReason, Task
from web.shared import said
from web.shared.asking import page_ask
from web.shared.guard import operators
from web.shared.respond import see_other
from web.shared.signed_in import actor
from web.shared.site import LANGUAGES, current_chain, current_language

ON_A_PAGE = 20
THUMB = 160
LARGE = 1200


def register(admin: Blueprint) -> None:
    """Open this area."""
    admin.add_url_rule("/moderation", "moderation_list", list_tasks)
    one = "/moderation/<kind>/<int:said_id>"
    admin.add_url_rule(f"{one}/publication", "moderation_publish", publish, methods=["POST"])
    admin.add_url_rule(f"{one}/rejection", "moderation_reject", reject, methods=["POST"])
    admin.add_url_rule(f"{one}/dismissal", "moderation_dismiss", dismiss, methods=["POST"])
    admin.add_url_rule(f"{one}/answer", "moderation_answer", answer, methods=["POST"])


@operators
def list_tasks() -> str:
    """Show what waits, or what was reported, the oldest first."""
    is_reported = request.args.get("show") == "reported"
    page = queries.list_tasks(page_ask(ON_A_PAGE), current_chain(), reported=is_reported)
    return render_template(
        "admin/moderation/list.html",
        page=page,
        is_reported=is_reported,
        photos=_photos(list(page.items)),
        reasons=[(reason.value, said.reject_reason(reason)) for reason in RejectReason],
        said=said,
        languages=LANGUAGES,
    )


@operators
def publish(kind: str, said_id: int) -> Response:
    """Let everybody read it."""
    with transaction():
        service.publish(_kind(kind), said_id, version=_version(), by=actor())
    flash(_("It is published."), "success")
    return _back()


@operators
def reject(kind: str, said_id: int) -> Response:
    """Keep it from readers, for a reason its author is told."""
    reason = request.form.get("reason", "")
    if reason not in set(RejectReason):
        flash(_("Please choose a reason; its author is told."), "danger")
        return _back()
    with transaction():
        service.reject(_kind(kind), said_id, RejectReason(reason), version=_version(), by=actor())
    flash(_("It is not published; its author is told why."), "success")
    return _back()


@operators
def dismiss(kind: str, said_id: int) -> Response:
    """Leave it as it is although readers complained."""
    with transaction():
        service.dismiss_reports(_kind(kind), said_id, by=actor())
    flash(_("It stays as it is."), "success")
    return _back()


@operators
def answer(kind: str, said_id: int) -> Response:
    """Publish a question, where it waited, and answer it for the shop."""
    if _kind(kind) != Kind.QUESTION:
        abort(404)
    with transaction():
        service.publish(Kind.QUESTION, said_id, version=_version(), by=actor())
        service.answer_question(
            None, QuestionId(said_id), request.form.get("text", ""), language=current_language(), by=actor()
        )
    flash(_("The question is published with your answer."), "success")
    return _back()


def _photos(tasks: list[Task]) -> dict[MediaId, tuple[str, str]]:
    wanted = {photo for task in tasks if task.about.review for photo in task.about.review.photos}
    faces = media.list_by_ids(wanted)
    return {id: (face.source(THUMB), face.source(LARGE)) for id, face in faces.items() if face.is_ready}


def _kind(written: str) -> Kind:
    if written not in set(Kind):
        abort(404)
    return Kind(written)


def _version() -> int:
    return request.form.get("version", 0, type=int)


def _back() -> Response:
    show = request.form.get("show") if request.form.get("show") == "reported" else None
    return see_other(url_for("admin.moderation_list", show=show))
