"""What happens after what, and what got stuck: dead letters, failed mails, periodic jobs, queues."""

from flask import Blueprint, flash, render_template, request, url_for
from flask_babel import ngettext
from werkzeug.wrappers import Response

from core.notifications import queries as notifications
from core.ops import queries, service
from core.ops.types import RunOutcome
from core.platform.db import transaction
from web.shared.asking import page_ask
from web.shared.guard import operators
from web.shared.respond import see_other
from web.shared.signed_in import actor


def register(admin: Blueprint) -> None:
    """Open this area."""
    admin.add_url_rule("/jobs", "jobs_list", list_jobs)
    admin.add_url_rule("/jobs/replay", "jobs_replay", replay, methods=["POST"])


@operators
def list_jobs() -> str:
    """Show queues, dead letters, failed mails and the turns of periodic jobs.

    Unasked it shows only the last turn of each job, so that those of every few seconds do not hide the others.
    """
    last = queries.list_last_runs()
    name, outcome = request.args.get("job", ""), request.args.get("outcome", "")
    chosen = {
        "job": name if name in {run.name for run in last} else "",
        "outcome": outcome if outcome in set(RunOutcome) else "",
    }
    page = queries.list_runs(page_ask(30), name=chosen["job"], outcome=chosen["outcome"])
    return render_template(
        "admin/jobs/list.html",
        health=queries.look(),
        dead=queries.list_dead_letters(),
        failed_mails=notifications.list_failed(page_ask(20)),
        last=last,
        chosen=chosen,
        outcomes=list(RunOutcome),
        page=page if any(chosen.values()) else None,
    )


@operators
def replay() -> Response:
    """Try dead letters again: those that were ticked, or one."""
    ids = request.form.getlist("delivery", type=int)
    with transaction():
        count = service.replay_dead_letters(ids, by=actor())
    said = ngettext("One dead letter is tried again.", "%(num)s dead letters are tried again.", count)
    flash(said, "success" if count else "info")
    return see_other(url_for("admin.jobs_list"))
