from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from dataclasses import dataclass, field
from typing import ClassVar

from core.accounts import errors
from core.kernel.refusal import Refusal
from core.platform.throttle import TooMany
from core.privacy.errors import OrdersOpen
from web.shared import words


@dataclass
class Form:
    """What was typed, and the sentence that stands beside each field; those beside none stand above all.

    `places` says beside which field a refusal belongs.
    """

    places: ClassVar[Mapping[type[Refusal], str]] = {}
    errors: dict[str, str] = field(default_factory=dict, init=False)
    status: int = field(default=422, init=False)

    def take(self, refusal: Refusal) -> None:
        """Keep a refusal beside its field."""
        self.errors[self.places[type(refusal)]] = words.sentence(refusal)
        self.status = refusal.status

    @contextmanager
    def taking_complaints(self) -> Iterator[None]:
        """Keep the refusals that have a place here instead of passing them on."""
        try:
            yield
        except tuple(self.places) as refusal:
            self.take(refusal)

    def error(self, name: str) -> str:
        return self.errors.get(name, "")

    @property
    def listed(self) -> list[tuple[str, str]]:
        """List (field id, sentence) for the summary above the form."""
        return list(self.errors.items())


PASSWORD_PLACES: Mapping[type[Refusal], str] = {
    errors.PasswordTooShort: "password",
    errors.PasswordTooLong: "password",
    errors.PasswordTooCommon: "password",
    errors.PasswordIsEmail: "password",
}


@dataclass
class LogInForm(Form):
    places: ClassVar[Mapping[type[Refusal], str]] = {errors.CredentialsRefused: "", TooMany: ""}
    email: str = ""
    password: str = ""
    next: str = ""


@dataclass
class RegisterForm(Form):
    places: ClassVar[Mapping[type[Refusal], str]] = {
        errors.EmailInvalid: "email",
        errors.NameMissing: "name",
        TooMany: "",
        **PASSWORD_PLACES,
    }
    name: str = ""
    email: str = ""
    password: str = ""


@dataclass
class VerifyForm(Form):
    places: ClassVar[Mapping[type[Refusal], str]] = {errors.OwnerUnproven: "password", TooMany: ""}
    password: str = ""


@dataclass
class AskResetForm(Form):
    places: ClassVar[Mapping[type[Refusal], str]] = {errors.EmailInvalid: "email", TooMany: ""}
    email: str = ""


@dataclass
class ResetForm(Form):
    places: ClassVar[Mapping[type[Refusal], str]] = {TooMany: "", **PASSWORD_PLACES}
    password: str = ""


@dataclass
class ProfileForm(Form):
    places: ClassVar[Mapping[type[Refusal], str]] = {errors.NameMissing: "name"}
    name: str = ""
    language: str = ""
    currency: str = ""
    country: str = ""


@dataclass
class PasswordForm(Form):
    places: ClassVar[Mapping[type[Refusal], str]] = {
        errors.PasswordWrong: "current",
        TooMany: "",
        **PASSWORD_PLACES,
    }
    current: str = ""
    password: str = ""


@dataclass
class EmailForm(Form):
    places: ClassVar[Mapping[type[Refusal], str]] = {
        errors.PasswordWrong: "current",
        errors.EmailInvalid: "email",
        errors.EmailUnchanged: "email",
        TooMany: "",
    }
    email: str = ""
    current: str = ""


@dataclass
class ProofForm(Form):
    """A password that proves who is at the keyboard, before something that matters."""

    places: ClassVar[Mapping[type[Refusal], str]] = {
        errors.PasswordWrong: "current",
        OrdersOpen: "",
        TooMany: "",
    }
    current: str = ""


@dataclass
class CodeForm(Form):
    places: ClassVar[Mapping[type[Refusal], str]] = {errors.CodeRefused: "code", TooMany: ""}
    code: str = ""
    is_trusted: bool = False
