from core.kernel.refusal import Conflict, NotFound, Refusal


class CredentialsRefused(Refusal):
    """E-mail and password do not open this portal; whether an account exists is never told."""

    code = "accounts.credentials_refused"


class EmailInvalid(Refusal):
    """No mail can be sent to what was typed."""

    code = "accounts.email_invalid"


class EmailTaken(Conflict):
    """An account with this address exists; only operators' commands are told."""

    code = "accounts.email_taken"


class NameMissing(Refusal):
    """An account needs a name that is not blank."""

    code = "accounts.name_missing"


class PasswordTooShort(Refusal):
    """Fewer characters than `least`."""

    code = "accounts.password_too_short"


class PasswordTooLong(Refusal):
    """More characters than `most`."""

    code = "accounts.password_too_long"


class PasswordTooCommon(Refusal):
    """One of the first passwords anybody would try."""

    code = "accounts.password_too_common"


class PasswordIsEmail(Refusal):
    """The password is the e-mail address or its name."""

    code = "accounts.password_is_email"


class TokenRefused(Refusal):
    """The one-time link is unknown, used or past its time."""

    code = "accounts.token_refused"


class OwnerUnproven(Refusal):
    """The link is right, but whoever opens it neither registered in this browser nor knows the password."""

    code = "accounts.owner_unproven"


class AccountNotFound(NotFound):
    """No such account."""

    code = "accounts.not_found"


class AddressNotFound(NotFound):
    """No such entry in this account's address book."""

    code = "accounts.address_not_found"


class AddressRefused(Refusal):
    """The address does not meet its country's rules; `complaints` holds a code per field."""

    code = "accounts.address_refused"


class AddressBookFull(Refusal):
    """The address book holds `most` entries already."""

    code = "accounts.address_book_full"


class OperatorsExist(Conflict):
    """The first operator was already set up."""

    code = "accounts.operators_exist"


class PasswordWrong(Refusal):
    """This is not the password that the account has now."""

    code = "accounts.password_wrong"


class EmailUnchanged(Refusal):
    """The account has this address already."""

    code = "accounts.email_unchanged"


class SessionNotFound(NotFound):
    """No such open session of this account."""

    code = "accounts.session_not_found"


class CodeRefused(Refusal):
    """The code is wrong, too old, or was used before; which of these is not told."""

    code = "accounts.code_refused"


class CodeTooLate(Refusal):
    """The password was entered too long ago: it is to be entered again."""

    code = "accounts.code_too_late"


class SecondStepOff(Conflict):
    """The account has no two-step log-in, or it has not been set up to its end."""

    code = "accounts.second_step_off"


class SecondStepOn(Conflict):
    """The two-step log-in is on already."""

    code = "accounts.second_step_on"
