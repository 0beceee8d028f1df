"""Commands of the room, by noun: registering, signing in, changing, second step, consents, address books, erasing."""

from core.accounts.service.addresses import add_address, edit_address, remove_address, set_default_address
from core.accounts.service.changing import (
    ask_email_change,
    change_password,
    change_preferences,
    confirm_email_change,
    prove_owner,
    undo_email_change,
)
from core.accounts.service.consents import record_consent
from core.accounts.service.erasing import ask_deletion, erase_account, keep_account, postpone_erasure
from core.accounts.service.operators import (
    create_account,
    create_first_operator,
    create_operator,
    restore_account,
    suspend_account,
)
from core.accounts.service.registering import change_name, list_objections, register, verify_email
from core.accounts.service.resetting import request_reset, reset_password
from core.accounts.service.second_step import (
    begin_second_step,
    confirm_second_step,
    pass_second_step,
    renew_recovery_codes,
    switch_second_step_off,
    use_code,
)
from core.accounts.service.signing_in import (
    count_attempt,
    end_other_sessions,
    end_session_of,
    log_in,
    log_out,
    open_session,
    touch_session,
)
from core.accounts.service.tokens import issue_token, sweep_expired

__all__ = [
    "add_address",
    "ask_deletion",
    "ask_email_change",
    "begin_second_step",
    "change_name",
    "change_password",
    "change_preferences",
    "confirm_email_change",
    "confirm_second_step",
    "count_attempt",
    "create_account",
    "create_first_operator",
    "create_operator",
    "edit_address",
    "end_other_sessions",
    "end_session_of",
    "erase_account",
    "issue_token",
    "keep_account",
    "list_objections",
    "log_in",
    "log_out",
    "open_session",
    "pass_second_step",
    "postpone_erasure",
    "prove_owner",
    "record_consent",
    "register",
    "remove_address",
    "renew_recovery_codes",
    "request_reset",
    "reset_password",
    "restore_account",
    "set_default_address",
    "suspend_account",
    "sweep_expired",
    "switch_second_step_off",
    "touch_session",
    "undo_email_change",
    "use_code",
    "verify_email",
]
