"""Messages on the site: one for each mail that an account's owner would also look for there."""

from collections.abc import Mapping
from typing import Any

from sqlalchemy import func, select, update
from sqlalchemy.dialects.postgresql import insert

from core.accounts import queries as accounts
from core.kernel import clock
from core.kernel.ids import AccountId
from core.kernel.page import Page, PageAsk
from core.notifications import policy
from core.notifications.choosing import wants
from core.notifications.models import NoteRow
from core.notifications.types import Channel, Note, NoteId
from core.platform.db import session


def note_mail(kind: str, to: str, facts: Mapping[str, Any], source_key: str) -> None:
    """Write the message that goes with a mail, where its reader has an account and wants it."""
    if kind not in policy.NOTED or not policy.is_for_shopper(facts):
        return
    owner = accounts.find_account_by_email(to)
    if owner is None or not owner.is_verified or not wants(to, policy.topic_of(kind), Channel.SITE):
        return
    note = insert(NoteRow).values(
        account_id=owner.id, kind=kind, facts=policy.note_facts(facts), source_key=source_key
    )
    session().execute(note.on_conflict_do_nothing())


def list_notes_of(account_id: AccountId, ask: PageAsk) -> Page[Note]:
    """List an account's messages, the newest first."""
    mine = NoteRow.account_id == account_id
    rows = select(NoteRow).where(mine).order_by(NoteRow.id.desc()).limit(ask.size).offset(ask.offset)
    total = session().execute(select(func.count()).select_from(NoteRow).where(mine)).scalar_one()
    return Page([_note(row) for row in session().scalars(rows)], ask, total)


def count_unread_notes_of(account_id: AccountId) -> int:
    """Count the messages that an account has not read."""
    unread = NoteRow.account_id == account_id, NoteRow.read_at.is_(None)
    return session().execute(select(func.count()).select_from(NoteRow).where(*unread)).scalar_one()


def mark_notes_read(account_id: AccountId) -> None:
    """Note that an account has read all its messages."""
    unread = update(NoteRow).where(NoteRow.account_id == account_id, NoteRow.read_at.is_(None))
    session().execute(unread.values(read_at=clock.now()))


def _note(row: NoteRow) -> Note:
    topic = policy.topic_of(row.kind)
    return Note(NoteId(row.id), row.kind, topic, row.facts, row.written_at, row.read_at is not None)
