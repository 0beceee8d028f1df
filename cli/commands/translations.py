"""`entrepot translations`: the catalogs of every sentence that a person reads."""

from collections.abc import Iterator
from io import BytesIO
from pathlib import Path

import click
from babel import Locale
from babel.messages.catalog import Catalog, Message
from babel.messages.extract import DEFAULT_KEYWORDS, extract_from_dir
from babel.messages.frontend import parse_mapping_cfg
from babel.messages.pofile import read_po, write_po

from core.platform.settings import ROOT
from web.shared.site import LANGUAGES

WEB = ROOT / "web"
CATALOGS = WEB / "translations"
LAZY_KEYWORDS = {"_l": None, "lazy_gettext": None, "lazy_ngettext": (1, 2), "lazy_pgettext": ((1, "c"), 2)}
TELL_AT_MOST = 5


@click.group(name="translations")
def command() -> None:
    """Tend the catalogs of sentences."""


@command.command("update")
def _update() -> None:
    """Bring the catalogs in line with the sentences in web/, and make those that are missing."""
    extracted = extract()
    for locale in locales():
        catalog = _read(locale)
        made = catalog.creation_date
        catalog.update(extracted, no_fuzzy_matching=True)
        catalog.creation_date = made  # or every run would change every file
        catalog.obsolete.clear()
        _write(catalog, locale)
        click.echo(
            f"{locale}: {len(list(untranslated(extracted, catalog)))} of {len(extracted)} to translate"
        )


@command.command("check")
def _check() -> None:
    """Say which sentences lack a translation or have a broken one; ends with status 1 if any does."""
    extracted = extract()
    complaints = [f"{locale}: {line}" for locale in locales() for line in complaints_of(locale, extracted)]
    for line in complaints:
        click.echo(line)
    if complaints:
        raise click.exceptions.Exit(1)
    click.echo(f"{len(extracted)} sentences, translated into {len(locales())} languages")


def locales() -> list[str]:
    """Give the locales that need a catalog: those of all languages but English, the source."""
    return sorted(locale for code, (locale, *_) in LANGUAGES.items() if code != "en")


def extract() -> Catalog:
    """Collect the sentences of all Python files and templates of web/."""
    with (WEB / "babel.cfg").open() as file:
        methods, options = parse_mapping_cfg(file)
    extracted = Catalog(charset="utf-8")
    keywords = DEFAULT_KEYWORDS | LAZY_KEYWORDS
    found = extract_from_dir(
        WEB, methods, options, keywords, comment_tags=["Translators:"], strip_comment_tags=True
    )
    for file_name, _line, sentence, comments, context in sorted(found, key=lambda entry: entry[:2]):
        # Without line numbers: a catalog then changes only where a sentence does.
        extracted.add(sentence, None, [(file_name, 1)], auto_comments=comments, context=context)
    return extracted


def complaints_of(locale: str, extracted: Catalog) -> Iterator[str]:
    """Tell what is wrong with a locale's catalog, one line each."""
    catalog = _read(locale)
    missing = list(untranslated(extracted, catalog))
    for message in missing[:TELL_AT_MOST]:
        yield f"no translation of {message.id!r}"
    if len(missing) > TELL_AT_MOST:
        yield f"and {len(missing) - TELL_AT_MOST} more without a translation"
    for message, errors in catalog.check():
        yield from (f"{error} in {message.id!r}" for error in errors)


def untranslated(extracted: Catalog, catalog: Catalog) -> Iterator[Message]:
    """Give the sentences that a catalog does not have, has only in part, or is not sure of."""
    for wanted in extracted:
        if not wanted.id:
            continue
        given = catalog.get(wanted.id, wanted.context)
        forms = (
            given.string
            if given and isinstance(given.string, tuple | list)
            else [given.string if given else ""]
        )
        if given is None or given.fuzzy or not all(forms):
            yield wanted


def _path(locale: str) -> Path:
    return CATALOGS / locale / "LC_MESSAGES" / "messages.po"


def _new(locale: str) -> Catalog:
    catalog = Catalog(locale=locale, project="Entrepot", version="1", msgid_bugs_address="none", fuzzy=False)
    catalog.header_comment = f"# The sentences of Entrepot: {Locale.parse(locale).english_name}."
    catalog.last_translator = catalog.language_team = "Entrepot"
    catalog.revision_date = catalog.creation_date
    return catalog


def _read(locale: str) -> Catalog:
    if not _path(locale).exists():
        return _new(locale)
    with _path(locale).open("rb") as file:
        return read_po(file, locale=locale)


def _write(catalog: Catalog, locale: str) -> None:
    text = BytesIO()
    write_po(text, catalog, width=110, omit_header=False, sort_by_file=True, include_lineno=False)
    _path(locale).parent.mkdir(parents=True, exist_ok=True)
    _path(locale).write_bytes(text.getvalue())
