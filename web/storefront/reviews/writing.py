from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Any, ClassVar

from flask import flash, render_template, request
from flask_babel import gettext as _
from werkzeug.datastructures import FileStorage
from werkzeug.wrappers import Response

from core.kernel.ids import MediaId, OrderLineId
from core.kernel.refusal import Refusal
from core.media import queries as media
from core.media import service as media_service
from core.media.types import StoredPicture
from core.platform.db import transaction
from core.reviews import errors, queries, service
from core.reviews.types import Reviewable, ReviewText, SaidState
from web.shared import words
from web.shared.guard import shoppers
from web.shared.pages import href
from web.shared.pictures import picture_of
from web.shared.respond import see_other
from web.shared.signed_in import actor, shopper
from web.shared.site import LANGUAGES, current_language, current_site
from web.storefront.account.blueprint import account_nav
from web.storefront.account.forms import Form
from web.storefront.reviews.blueprint import reviews

MOST_PHOTOS = 6


@dataclass
class ReviewForm(Form):
    """What a shopper says, as typed; `stars` is 0 where none is chosen."""

    places: ClassVar[Mapping[type[Refusal], str]] = {
        errors.StarsMissing: "stars",
        errors.TextTooShort: "text",
        errors.TextTooLong: "text",
        errors.TooManyPhotos: "photos",
        errors.SaidOutdated: "",
        errors.EditingOver: "",
    }
    stars: int = 0
    aspects: dict[str, int] = field(default_factory=dict)
    title: str = ""
    text: str = ""
    language: str = ""
    author_name: str = ""
    kept: tuple[MediaId, ...] = ()
    version: int = 0

    @classmethod
    def of(cls, line: Reviewable) -> "ReviewForm":
        said = line.review
        if said is None:
            return cls(language=current_language())
        return cls(
            said.stars,
            dict(said.aspects),
            said.title,
            said.text,
            said.language,
            said.author.name,
            said.photos,
            said.version,
        )

    @classmethod
    def read(cls, line: Reviewable, typed: Mapping[str, str], kept: list[str]) -> "ReviewForm":
        own = line.review.photos if line.review else ()
        language = typed.get("language", "")
        return cls(
            stars=_stars(typed.get("stars", "")),
            aspects={
                code: stars for code in line.aspects if (stars := _stars(typed.get(f"aspect-{code}", "")))
            },
            title=typed.get("title", "").strip(),
            text=typed.get("text", "").strip(),
            language=language if language in LANGUAGES else current_language(),
            author_name=typed.get("author_name", "").strip(),
            kept=tuple(photo for photo in own if str(photo) in kept),
            version=int(typed["version"]) if typed.get("version", "").isdecimal() else 0,
        )

    def said(self, new_photos: tuple[MediaId, ...] = ()) -> ReviewText:
        return ReviewText(
            self.stars,
            self.aspects,
            self.title[:120],
            self.text,
            self.language,
            self.author_name[:40],
            (*self.kept, *new_photos),
        )


@reviews.get("/account/reviews/lines/<int:line_id>")
@shoppers
def write(line_id: int) -> tuple[str, int]:
    """Show the form for a bought line: empty, or with what was said."""
    line = queries.get_reviewable(shopper().account_id, OrderLineId(line_id))
    return _show_form(line, ReviewForm.of(line))


@reviews.post("/account/reviews/lines/<int:line_id>")
@shoppers
def save(line_id: int) -> tuple[str, int] | Response:
    """Keep what the shopper says of a bought line."""
    line = queries.get_reviewable(shopper().account_id, OrderLineId(line_id))
    form = ReviewForm.read(line, request.form, request.form.getlist("kept"))
    uploads = [upload for upload in request.files.getlist("photos") if upload.filename]
    for refusal in queries.list_complaints(line.product_id, form.said()):
        form.take(refusal)
    if not form.errors:
        with form.taking_complaints():
            stored = _stored(form, uploads)
            if not form.errors:
                _save(line, form, stored)
                return _saved(line)
    if uploads:
        form.errors.setdefault("photos", _("Please choose your new photos again."))
    return _show_form(line, form, status=form.status)


def _stored(form: ReviewForm, uploads: list[FileStorage]) -> list[StoredPicture]:
    """Check the pictures and keep them, before the transaction; the first that is none complains for all."""
    if len(uploads) + len(form.kept) > MOST_PHOTOS:
        raise errors.TooManyPhotos(most=MOST_PHOTOS)
    try:
        return [media_service.store_picture(upload.read()) for upload in uploads]
    except Refusal as refusal:
        form.errors["photos"] = words.sentence(refusal)
        return []


def _save(line: Reviewable, form: ReviewForm, stored: list[StoredPicture]) -> None:
    with transaction():
        photos = tuple(media_service.accept_picture(picture, by=actor()) for picture in stored)
        service.write_review(
            shopper().account_id, line.line_id, form.said(photos), version=form.version, by=actor()
        )


def _saved(line: Reviewable) -> Response:
    state = queries.list_states_of_lines([line.line_id])[line.line_id]
    if state == SaidState.PUBLISHED:
        flash(_("Thank you. Your review is published."), "success")
    else:
        flash(_("Thank you. A person reads your review before it is published."), "success")
    return see_other(href("reviews.mine"))


def _show_form(line: Reviewable, form: ReviewForm, *, status: int = 200) -> tuple[str, int]:
    page = render_template("storefront/reviews/write.html", **_context(line, form))
    return page, status


def _context(line: Reviewable, form: ReviewForm) -> dict[str, Any]:
    photos = line.review.photos if line.review else ()
    faces = media.list_by_ids([*photos, *([line.media_id] if line.media_id else [])])
    return {
        "line": line,
        "form": form,
        "picture": picture_of(faces.get(line.media_id), "") if line.media_id else None,
        "photos": [(photo, picture_of(faces.get(photo), "")) for photo in photos],
        "languages_offered": [(code, LANGUAGES[code][2]) for code in current_site().languages],
        "most_photos": MOST_PHOTOS,
        "account_nav": account_nav,
        "personal": True,
        "problem": words.sentence(errors.NotReviewable()) if not line.may_write else "",
    }


def _stars(typed: str) -> int:
    return int(typed) if typed in {"1", "2", "3", "4", "5"} else 0
