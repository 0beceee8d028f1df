from collections.abc import Iterable, Mapping, Sequence
from typing import Any

from sqlalchemy import func, literal, select, union_all
from sqlalchemy.orm import selectinload

from core.catalog import queries as catalog
from core.catalog.types import ProductName
from core.kernel.ids import MerchantId, ProductId
from core.kernel.page import Page, PageAsk
from core.platform.db import session
from core.reviews.models import Question, Report, Review
from core.reviews.queries.reading import question_of, review_of
from core.reviews.types import AboutProduct, Kind, SaidState, Task

Reports = Mapping[tuple[str, int], Mapping[str, int]]


def list_tasks(page: PageAsk, chain: Sequence[str], *, reported: bool = False) -> Page[Task]:
    """List what waits for an operator, or (`reported`) what readers complained about, the oldest first."""
    queue = union_all(_waiting(Kind.REVIEW, reported), _waiting(Kind.QUESTION, reported)).subquery()
    count = session().scalar(select(func.count()).select_from(queue)) or 0
    rows = select(queue.c.kind, queue.c.id).order_by(queue.c.said_at, queue.c.kind, queue.c.id)
    wanted = [(kind, id) for kind, id in session().execute(rows.offset(page.offset).limit(page.size))]
    found = _read(wanted)
    names = catalog.list_names({ProductId(row.product_id) for row in found.values()}, chain)
    reports = _reports_of(wanted)
    return Page([_task(key, found[key], names, reports) for key in wanted], page, count)


def count_tasks() -> int:
    """Count what waits for an operator."""
    queue = union_all(_waiting(Kind.REVIEW, False), _waiting(Kind.QUESTION, False)).subquery()
    return session().scalar(select(func.count()).select_from(queue)) or 0


def _waiting(kind: Kind, reported: bool) -> Any:
    model: type[Review] | type[Question] = Review if kind == Kind.REVIEW else Question
    at = Review.written_at if kind == Kind.REVIEW else Question.asked_at
    due = (
        (model.report_count > 0) & (model.state == SaidState.PUBLISHED)
        if reported
        else model.state == SaidState.PENDING
    )
    return select(literal(str(kind)).label("kind"), model.id, at.label("said_at")).where(due)


def _read(wanted: Iterable[tuple[str, int]]) -> dict[tuple[str, int], Review | Question]:
    ids: dict[str, list[int]] = {Kind.REVIEW: [], Kind.QUESTION: []}
    for kind, id in wanted:
        ids[kind].append(id)
    reviews = select(Review).where(Review.id.in_(ids[Kind.REVIEW])).options(selectinload(Review.photos))
    questions = select(Question).where(Question.id.in_(ids[Kind.QUESTION]))
    found: dict[tuple[str, int], Review | Question] = {}
    found.update({(str(Kind.REVIEW), row.id): row for row in session().scalars(reviews)})
    found.update({(str(Kind.QUESTION), row.id): row for row in session().scalars(questions)})
    return found


def _reports_of(wanted: Iterable[tuple[str, int]]) -> Reports:
    subjects = {id for _kind, id in wanted}
    rows = (
        select(Report.kind, Report.subject_id, Report.reason, func.count())
        .where(Report.subject_id.in_(subjects))
        .group_by(Report.kind, Report.subject_id, Report.reason)
    )
    counted: dict[tuple[str, int], dict[str, int]] = {}
    for kind, id, reason, number in session().execute(rows):
        counted.setdefault((kind, id), {})[reason] = number
    return counted


def _task(
    key: tuple[str, int], row: Review | Question, names: Mapping[ProductId, ProductName], reports: Reports
) -> Task:
    name = names[ProductId(row.product_id)]
    about = (
        AboutProduct(name.title, name.slug, review=review_of(row))
        if isinstance(row, Review)
        else AboutProduct(name.title, name.slug, question=question_of(row))
    )
    return Task(Kind(key[0]), about, MerchantId(row.merchant_id), tuple(row.held_for), reports.get(key, {}))
