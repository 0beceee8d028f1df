"""Once, locks, throttles and history."""

from datetime import UTC, datetime, timedelta

import pytest
import time_machine

from core.kernel.actor import Actor, ActorKind
from core.kernel.ids import AccountId
from core.merchants.models import Merchant
from core.platform import audit, idempotency, locks, log, throttle
from core.platform.db import reading, session, transaction
from core.platform.throttle import TooMany
from tests.factories.merchants import make_merchant
from tests.witness import undone

pytestmark = pytest.mark.usefixtures("db")

MINUTE = timedelta(minutes=1)
NOON = datetime(2026, 11, 20, 12, 0, 20, tzinfo=UTC)


class TestOnce:
    def test_a_key_is_claimed_the_first_time_only(self) -> None:
        with transaction():
            assert idempotency.once("mail", "7")
        with transaction():
            assert not idempotency.once("mail", "7")
            assert idempotency.once("mail", "8")
            assert idempotency.once("job", "7")
            assert idempotency.was_done("mail", "7")
            assert not idempotency.was_done("mail", "9")

    def test_a_claim_that_was_undone_was_never_made(self) -> None:
        with undone():
            idempotency.once("mail", "7")
        with transaction():
            assert idempotency.once("mail", "7")


class TestLocks:
    def test_rows_come_by_id_and_missing_ones_are_missing(self) -> None:
        with transaction():
            ids = [make_merchant(), make_merchant()]
            assert list(locks.rows(Merchant, [*reversed(ids), 10**9])) == ids
            assert locks.rows(Merchant, []) == {}
            assert locks.row(Merchant, 10**9) is None

    def test_a_locked_row_is_read_anew(self) -> None:
        with transaction():
            id = make_merchant(name="Before")
        with transaction():
            known = session().get_one(Merchant, id)
            session().connection().exec_driver_sql("UPDATE merchants SET name = 'After'")
            assert known.name == "Before"
            locked = locks.row(Merchant, id)
            assert locked is known
            assert known.name == "After"

    def test_rows_with_a_value_come_by_id_and_are_read_anew(self) -> None:
        with transaction():
            first, second = make_merchant(name="Before"), make_merchant(name="Before")
        with transaction():
            known = session().get_one(Merchant, second)
            session().connection().exec_driver_sql("UPDATE merchants SET name = 'After'")
            assert [row.id for row in locks.rows_of(Merchant, Merchant.name, "After")] == [first, second]
            assert known.name == "After"
            assert locks.rows_of(Merchant, Merchant.name, "Before") == []

    def test_matching_rows_come_in_order_and_up_to_a_limit(self) -> None:
        with transaction():
            ids = [make_merchant(country="PL") for _ in range(3)]
            make_merchant(country="CN")
            assert [row.id for row in locks.matching(Merchant, Merchant.country == "PL")] == ids
            assert [row.id for row in locks.matching(Merchant, Merchant.country == "PL", limit=2)] == ids[:2]


class TestThrottle:
    def act(self, key: str = "1.2.3.4") -> None:
        with transaction():
            throttle.refuse_beyond(3, "log_in", key, window=MINUTE)

    def test_beyond_the_limit_one_is_told_when_to_come_back(self) -> None:
        with time_machine.travel(NOON, tick=False):
            for _ in range(3):
                self.act()
            with pytest.raises(TooMany) as refused:
                self.act()
            self.act("5.6.7.8")
        assert refused.value.status == 429
        assert refused.value.facts == {"seconds": 41}

    def test_the_next_window_begins_anew(self) -> None:
        with time_machine.travel(NOON, tick=False):
            for _ in range(3):
                self.act()
        with time_machine.travel(NOON + MINUTE, tick=False):
            self.act()

    def test_a_right_password_forgives_and_a_rightful_act_is_given_back(self) -> None:
        with time_machine.travel(NOON, tick=False):
            for _ in range(3):
                self.act()
            with transaction():
                throttle.give_back("log_in", "1.2.3.4", window=MINUTE)
            self.act()
            with transaction():
                throttle.forget("log_in", "1.2.3.4")
            for _ in range(3):
                self.act()

    def test_long_past_windows_are_swept(self) -> None:
        with time_machine.travel(NOON, tick=False):
            self.act()
        with time_machine.travel(NOON + timedelta(days=2), tick=False):
            self.act()
            with transaction():
                assert throttle.sweep(timedelta(days=1)) == 1
                assert throttle.sweep(timedelta(days=1)) == 0


class TestHistory:
    def test_every_change_names_who_what_and_which_request(self) -> None:
        olga = Actor(ActorKind.OPERATOR, "Olga", AccountId(7))
        with transaction():
            id = make_merchant()
        with log.bound(request_id="req-9"), transaction():
            merchant = session().get_one(Merchant, id)
            audit.changed(
                merchant, "rename", by=olga, before={"name": "A"}, after={"name": "B"}, reason="asked to"
            )
            audit.moved(merchant, "suspend", before="active", after="suspended", by=olga)
        with reading():
            opened, renamed, suspended = audit.history_of("merchants", id)
        assert (opened.action, opened.actor_kind) == ("open", "system")
        assert (renamed.actor_kind, renamed.actor_name, renamed.actor_account_id) == ("operator", "Olga", 7)
        assert (renamed.before, renamed.after, renamed.reason) == ({"name": "A"}, {"name": "B"}, "asked to")
        assert renamed.request_id == "req-9"
        assert (suspended.before, suspended.after) == ({"state": "active"}, {"state": "suspended"})

    def test_a_change_that_was_undone_has_no_history(self) -> None:
        with transaction():
            id = make_merchant()
        with undone():
            audit.changed(session().get_one(Merchant, id), "rename", by=Actor(ActorKind.SYSTEM, "system"))
        with reading():
            assert [entry.action for entry in audit.history_of("merchants", id)] == ["open"]
