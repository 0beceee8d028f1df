"""Every fact has its line on the page that says what happens after what."""

import importlib
import inspect
import re
from types import NoneType
from typing import get_args, get_type_hints

import pytest

from core.kernel.event import Event
from tests.architecture.house import in_storey
from workers import subscriptions
from workers.job import Job, name_of

FOLLOWERS = [
    (event, follower) for event, followers in subscriptions.SUBSCRIPTIONS.items() for follower in followers
]


def every_event() -> set[type[Event]]:
    for source in in_storey("core"):
        if source.module.endswith(".events"):
            importlib.import_module(source.module)
    return {kind for kind in Event.known.values() if kind.__module__.startswith("core.")}


def test_every_event_is_on_the_page() -> None:
    missing = every_event() - set(subscriptions.SUBSCRIPTIONS)
    assert {kind.__name__ for kind in missing} == set()


def test_the_page_names_no_event_twice_and_none_that_is_not_one() -> None:
    written = re.findall(r"^    (\w+): \[", inspect.getsource(subscriptions), re.MULTILINE)
    assert len(written) == len(set(written)) == len(subscriptions.SUBSCRIPTIONS)
    assert set(subscriptions.SUBSCRIPTIONS) <= every_event()


def test_an_event_nobody_follows_says_so() -> None:
    page = inspect.getsource(subscriptions)
    for event, followers in subscriptions.SUBSCRIPTIONS.items():
        if not followers:
            assert f"    {event.__name__}: [],  # nobody listens yet\n" in page


@pytest.mark.parametrize(
    ("event", "follower"), FOLLOWERS, ids=[f"{event.__name__}-{name_of(who)}" for event, who in FOLLOWERS]
)
def test_who_follows_an_event_takes_it_as_it_is(event: type[Event], follower: object) -> None:
    act = follower.act if isinstance(follower, Job) else follower
    (taken,) = [hint for name, hint in get_type_hints(act).items() if name != "return"]
    assert set(get_args(taken) or [taken]) <= {event, NoneType}  # None where a clock may call it too


def test_a_follower_is_found_again_by_its_name() -> None:
    for _, follower in FOLLOWERS:
        assert subscriptions.subscriber(name_of(follower)) is follower


def test_reactions_are_reactions_and_jobs_are_jobs() -> None:
    for _, follower in FOLLOWERS:
        name = name_of(follower)
        if isinstance(follower, Job):
            assert name.startswith("workers."), name
        else:
            assert re.fullmatch(r"core\.\w+\.reactions(\.\w+)?\.\w+", name), name
