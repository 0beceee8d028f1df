"""All configuration of Entrepot: environment variables, read once, each with its default.

This is the only module that reads the environment. `TABLE` is what the README's configuration
table is made from; a missing or malformed value raises `BadSetting`, whose one line names it.
"""

import os
import secrets
from collections.abc import Callable, Mapping
from dataclasses import dataclass, replace
from pathlib import Path
from typing import Any
from urllib.parse import urlsplit

ROOT = Path(__file__).resolve().parents[2]


class BadSetting(Exception):
    """A configuration value that the product cannot start with; the text is one line for the operator."""


def _text(value: str) -> str:
    return value


def _whole(value: str) -> int:
    try:
        return int(value)
    except ValueError:
        raise ValueError("must be a whole number")


def _number(value: str) -> int:
    number = _whole(value)
    if number < 0:
        raise ValueError("must not be negative")
    return number


def _port(value: str) -> int:
    number = _whole(value)
    if not 0 < number < 65536:
        raise ValueError("must be between 1 and 65535")
    return number


def _flag(value: str) -> bool:
    words = {
        "1": True,
        "true": True,
        "yes": True,
        "on": True,
        "0": False,
        "false": False,
        "no": False,
        "off": False,
    }
    if value.lower() not in words:
        raise ValueError("must be one of true, false")
    return words[value.lower()]


def _folder(value: str) -> Path:
    return Path(value).expanduser().resolve()


def _names(value: str) -> tuple[str, ...]:
    return tuple(name.strip().lower() for name in value.split(",") if name.strip())


def _secrets(value: str) -> tuple[str, ...]:
    return tuple(secret.strip() for secret in value.split(",") if secret.strip())


def _url_of(*schemes: str) -> Callable[[str], str]:
    def read(value: str) -> str:
        if value and urlsplit(value).scheme not in schemes:
            raise ValueError(f"must start with {' or '.join(f'{scheme}://' for scheme in schemes)}")
        return value

    return read


def _level(value: str) -> str:
    if value.upper() not in {"DEBUG", "INFO", "WARNING", "ERROR"}:
        raise ValueError("must be one of DEBUG, INFO, WARNING, ERROR")
    return value.upper()


def _ahead(value: str) -> str:
    if value not in {"lists", "all", "none"}:
        raise ValueError("must be one of lists, all, none")
    return value


@dataclass(frozen=True)
class Variable:
    """One environment variable: its name, default (as text), meaning and reader."""

    name: str
    default: str
    meaning: str
    read: Callable[[str], Any] = _text


TABLE: tuple[Variable, ...] = (
    Variable(
        "DATABASE_URL",
        "",
        "PostgreSQL to use instead of the embedded one, postgresql://…",
        _url_of("postgresql", "postgres", "postgresql+psycopg"),
    ),
    Variable(
        "REDIS_URL",
        "",
        "Valkey or Redis to use instead of the embedded one",
        _url_of("redis", "rediss", "unix"),
    ),
    Variable("ENTREPOT_DATA", str(ROOT / "var"), "folder of database, queue, media and secrets", _folder),
    Variable("ENTREPOT_HOST", "127.0.0.1", "address the web server listens on"),
    Variable("ENTREPOT_PORT", "8000", "port the web server listens on", _port),
    Variable("ENTREPOT_WEB_WORKERS", "2", "web server processes", _number),
    Variable("ENTREPOT_JOB_WORKERS", "2", "job worker processes", _number),
    Variable(
        "ENTREPOT_PAGE_MEMORY", "24", "megabytes of generated pages each web process has at hand", _number
    ),
    Variable(
        "ENTREPOT_PAGES_AHEAD",
        "lists",
        "which pages are generated before anybody asks: lists (home, categories, stores, texts), all, or none",
        _ahead,
    ),
    Variable(
        "ENTREPOT_PUBLIC_URL",
        "",
        "public address of the default site, where it differs from http://localhost:PORT",
        _url_of("http", "https"),
    ),
    Variable(
        "ENTREPOT_TRUSTED_HOSTS",
        "",
        "further host names that may be asked for, comma separated; the sites' own always may",
        _names,
    ),
    Variable(
        "ENTREPOT_TRUSTED_PROXIES", "0", "proxies in front whose forwarding headers are believed", _number
    ),
    Variable(
        "ENTREPOT_SECRET_KEY", "", "signs cookies and links; made and kept under ENTREPOT_DATA when empty"
    ),
    Variable(
        "ENTREPOT_SEAL_KEY",
        "",
        "encrypts the secrets of the two-step log-in; derived from the secret key when empty",
    ),
    Variable(
        "ENTREPOT_STORAGE_URL",
        "",
        "where media live, any fsspec URL (s3://bucket/path); a folder under ENTREPOT_DATA when empty",
    ),
    Variable(
        "ENTREPOT_SMTP_URL",
        "",
        "mail server, smtp://user:password@host:port or smtps://…; mails rest in the outbox when empty",
        _url_of("smtp", "smtps"),
    ),
    Variable("ENTREPOT_MAIL_FROM", "Entrepot <no-reply@entrepot.example>", "sender of every mail"),
    Variable(
        "ENTREPOT_DEMO", "true", "load the demo world into an empty database and show its mailbox page", _flag
    ),
    Variable("ENTREPOT_PAYMENT_GATEWAYS", "sandbox", "payment gateways offered, comma separated", _names),
    Variable(
        "ENTREPOT_SANDBOX_SECRET",
        "",
        "signs the webhooks of the sandbox gateway; derived from the secret key when empty",
    ),
    Variable(
        "ENTREPOT_STRIPE_SECRET_KEY", "", "secret key of the stripe gateway; not offered while it is empty"
    ),
    Variable(
        "ENTREPOT_STRIPE_WEBHOOK_SECRET",
        "",
        "signing secret of its webhooks; several, comma separated, while one takes over from another",
        _secrets,
    ),
    Variable(
        "ENTREPOT_STRIPE_API_BASE",
        "https://api.stripe.com",
        "where its API is asked",
        _url_of("http", "https"),
    ),
    Variable(
        "ENTREPOT_STRIPE_PAY_HOST",
        "https://checkout.stripe.com",
        "where its pay pages are; the only address outside the shop that a form may lead to",
        _url_of("http", "https"),
    ),
    Variable(
        "ENTREPOT_SANDBOX_CARRIER_PACE",
        "1440",
        "how many times faster than real ones the sandbox carrier's parcels travel; 1440 makes a day a minute",
        _number,
    ),
    Variable(
        "ENTREPOT_FEED_ECB_URL",
        "https://www.ecb.europa.eu/stats/eurofxref/eurofxref-daily.xml",
        "daily rates of the European Central Bank",
        _url_of("http", "https"),
    ),
    Variable(
        "ENTREPOT_FEED_CBR_URL",
        "https://www.cbr.ru/scripts/XML_daily.asp",
        "daily rates of the Bank of Russia",
        _url_of("http", "https"),
    ),
    Variable("ENTREPOT_PAYMENT_MINUTES", "30", "minutes an unpaid purchase keeps its stock", _number),
    Variable(
        "ENTREPOT_METRICS_TOKEN",
        "",
        "bearer token with which /metrics may be read from elsewhere; this machine alone may while it is empty",
    ),
    Variable("ENTREPOT_LOG_LEVEL", "INFO", "DEBUG, INFO, WARNING or ERROR", _level),
    Variable(
        "ENTREPOT_LOG_JSON",
        "",
        "true or false; by default JSON when the output is not a terminal",
        lambda v: _flag(v) if v else None,
    ),
)

_BY_NAME = {variable.name: variable for variable in TABLE}


@dataclass(frozen=True)
class Settings:
    """The values of TABLE, parsed; attribute names are the variables' in lower case without ENTREPOT_."""

    database_url: str
    redis_url: str
    data: Path
    host: str
    port: int
    web_workers: int
    job_workers: int
    page_memory: int
    pages_ahead: str
    public_url: str
    trusted_hosts: tuple[str, ...]
    trusted_proxies: int
    secret_key: str
    seal_key: str
    storage_url: str
    smtp_url: str
    mail_from: str
    demo: bool
    payment_gateways: tuple[str, ...]
    sandbox_secret: str
    sandbox_carrier_pace: int
    stripe_secret_key: str
    stripe_webhook_secret: tuple[str, ...]
    stripe_api_base: str
    stripe_pay_host: str
    feed_ecb_url: str
    feed_cbr_url: str
    payment_minutes: int
    metrics_token: str
    log_level: str
    log_json: bool | None


def parse(environment: Mapping[str, str]) -> Settings:
    """Read every variable of TABLE from a mapping; raises BadSetting naming the first bad one."""
    values = {
        name.removeprefix("ENTREPOT_").lower(): _value_of(variable, environment.get(name, "").strip())
        for name, variable in _BY_NAME.items()
    }
    return Settings(**values)


def _value_of(variable: Variable, given: str) -> Any:
    try:
        return variable.read(given or variable.default)
    except ValueError as problem:
        raise BadSetting(f"{variable.name} is malformed: {problem}") from None


_current: Settings | None = None


def settings() -> Settings:
    """Give the settings of this process, read from the environment once."""
    global _current
    if _current is None:
        _current = with_secret(parse(os.environ))
    return _current


def with_secret(chosen: Settings) -> Settings:
    """Fill the secret key from the data folder, making it there the first time (mode 600)."""
    if chosen.secret_key:
        return chosen
    try:
        return replace(chosen, secret_key=_kept_secret(chosen.data / "secret-key"))
    except OSError as problem:
        raise BadSetting(f"ENTREPOT_DATA cannot be used: {problem.strerror}: {problem.filename}")


def _kept_secret(path: Path) -> str:
    path.parent.mkdir(parents=True, exist_ok=True)
    try:
        with os.fdopen(os.open(path, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600), "w") as file:
            file.write(secrets.token_urlsafe(48))
    except FileExistsError:
        pass
    return path.read_text().strip()


def export(**variables: str) -> Settings:
    """Put variables into the environment of this process and of all it starts, and read again."""
    global _current
    os.environ.update(variables)
    _current = None
    return settings()


def lend(name: str, value: str) -> None:
    """Put a variable that a library reads by itself into the environment of this process."""
    os.environ[name] = value


def override(**values: Any) -> Settings:
    """Replace settings of this process: for commands with options of their own and for tests."""
    global _current
    _current = replace(settings(), **values)
    return _current
