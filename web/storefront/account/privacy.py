from flask import Response, flash, make_response, render_template, request
from flask_babel import gettext as _
from werkzeug.wrappers import Response as BaseResponse

from core.accounts import queries as accounts
from core.accounts.types import ConsentTopic
from core.platform.db import transaction
from core.privacy import queries, service
from core.privacy.errors import TooManyExports
from core.privacy.types import DataExportId, DataExportState
from web.shared import words
from web.shared.guard import public, shoppers
from web.shared.pages import href
from web.shared.respond import see_other
from web.shared.signed_in import actor, end_session, shopper
from web.shared.site import current_language, current_site
from web.storefront.account.blueprint import account
from web.storefront.account.forms import ProofForm
from web.storefront.account.proving import prove


@account.get("/account/privacy")
@shoppers
def show_privacy() -> str:
    """Show what the shopper can do with the data kept here: copy, look at consents, delete."""
    account_id = shopper().account_id
    copies = queries.list_exports_of(account_id)
    return render_template(
        "storefront/account/privacy.html",
        copies=copies,
        is_waiting=any(copy.state == DataExportState.ASKED for copy in copies),
        consents=accounts.list_consents_of(account_id)[:20],
        consent_name=_consent_name,
    )


@account.post("/account/privacy/copies")
@shoppers
def ask_copy() -> BaseResponse:
    """Have a copy of everything made."""
    try:
        with transaction():
            service.ask_export(
                shopper().account_id, site_id=current_site().id, language=current_language(), by=actor()
            )
    except TooManyExports as refusal:
        flash(words.sentence(refusal), "warning")
        return see_other(href("account.show_privacy"))
    flash(_("We are putting your data together and send you a mail when it is ready."), "success")
    return see_other(href("account.show_privacy"))


@account.get("/account/privacy/copies/<int:export_id>")
@shoppers
def fetch_copy(export_id: int) -> Response:
    """Hand a copy to its owner as a file."""
    content = queries.get_export_content_of(shopper().account_id, DataExportId(export_id))
    response = make_response(content)
    response.headers["Content-Type"] = "application/json; charset=utf-8"
    response.headers["Content-Disposition"] = f'attachment; filename="account-{export_id}.json"'
    return response


@account.get("/account/privacy/deletion")
@shoppers
def ask_deletion() -> str:
    """Say what deleting the account means, and ask for the password."""
    return _show(ProofForm())


@account.post("/account/privacy/deletion")
@shoppers
def delete_account() -> tuple[str, int] | BaseResponse:
    """Have the account deleted in fourteen days; whoever logs in before takes it back."""
    form = ProofForm(request.form.get("current", ""))
    with form.taking_complaints():
        prove(form.current)
        with transaction():
            service.ask_deletion(
                shopper().account_id, site_id=current_site().id, language=current_language(), by=actor()
            )
        end_session()
        return see_other(href("account.deletion_asked"))
    return _show(form), form.status


@account.get("/goodbye")
@public
def deletion_asked() -> str:
    """Say goodbye, and until when there is a way back."""
    return render_template("storefront/account/deletion_asked.html")


def _show(form: ProofForm) -> str:
    count = queries.count_open_orders(shopper().account_id)
    return render_template("storefront/account/deletion.html", form=form, open_orders=count)


def _consent_name(topic: str) -> str:
    names: dict[str, str] = {
        ConsentTopic.TERMS: _("Terms of sale"),
        ConsentTopic.PRIVACY: _("Privacy notice"),
        ConsentTopic.COOKIES_FUNCTIONAL: _("Remembering what you look at and search for"),
    }
    return names.get(topic, topic)
