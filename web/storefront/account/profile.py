from flask import flash, render_template, request
from flask_babel import gettext as _
from werkzeug.wrappers import Response

from core.accounts import queries, service
from core.platform.db import transaction
from web.shared.choices import keep_choices
from web.shared.guard import shoppers
from web.shared.pages import href
from web.shared.respond import see_other
from web.shared.signed_in import actor, shopper
from web.shared.site import country_names, current_language, current_site, page_language
from web.storefront.account.blueprint import account
from web.storefront.account.forms import ProfileForm


@account.get("/account/profile")
@shoppers
def edit_profile() -> str:
    """Show how the shopper wants to be called and met."""
    own, site = queries.get_account(shopper().account_id), current_site()
    form = ProfileForm(
        own.name,
        own.language if own.language in site.languages else current_language(),
        own.currency if own.currency in site.currencies else site.default_currency,
        own.country if own.country in site.countries else site.default_country,
    )
    return _show(form)


@account.post("/account/profile")
@shoppers
def save_profile() -> tuple[str, int] | Response:
    """Keep name, language, currency and ship-to country; what the site does not offer is left as it was."""
    typed = request.form
    form = ProfileForm(*(typed.get(name, "") for name in ("name", "language", "currency", "country")))
    with form.taking_complaints():
        _save(form)
        flash(_("Your profile is saved."), "success")
        language = form.language if form.language in current_site().languages else current_language()
        response = see_other(href("account.edit_profile", lang=language))
        return keep_choices(response, form.language, form.currency, form.country)
    return _show(form), form.status


def _save(form: ProfileForm) -> None:
    own, site = queries.get_account(shopper().account_id), current_site()
    language = form.language if form.language in site.languages else own.language
    currency = form.currency if form.currency in site.currencies else own.currency
    country = form.country if form.country in site.countries else own.country
    with transaction():
        service.change_name(own.id, form.name, by=actor())
        service.change_preferences(own.id, language=language, currency=currency, country=country, by=actor())


def _show(form: ProfileForm) -> str:
    site = current_site()
    return render_template(
        "storefront/account/profile.html",
        form=form,
        email=shopper().email,
        language_options=[(code, page_language(code).name) for code in site.languages],
        currency_options=[(code, code) for code in site.currencies],
        country_options=country_names(site.countries, current_language()),
    )
