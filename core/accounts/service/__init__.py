"""Commands of the room, by noun: registering, signing in, resetting, address books, operators."""

from core.accounts.service.addresses import add_address, edit_address, remove_address, set_default_address
from core.accounts.service.consents import record_consent
from core.accounts.service.operators import (
    create_account,
    create_first_operator,
    create_operator,
    restore_account,
    suspend_account,
)
from core.accounts.service.registering import change_name, list_objections, register, verify_email
from core.accounts.service.resetting import request_reset, reset_password
from core.accounts.service.signing_in import count_attempt, log_in, log_out, open_session, touch_session
from core.accounts.service.tokens import issue_token, sweep_expired

__all__ = [
    "add_address",
    "change_name",
    "count_attempt",
    "create_account",
    "create_first_operator",
    "create_operator",
    "edit_address",
    "issue_token",
    "list_objections",
    "log_in",
    "log_out",
    "open_session",
    "record_consent",
    "register",
    "remove_address",
    "request_reset",
    "reset_password",
    "restore_account",
    "set_default_address",
    "suspend_account",
    "sweep_expired",
    "touch_session",
    "verify_email",
]
