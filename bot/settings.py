"""Settings: environment variables, or a ``.env`` file in the working directory.

Only ``bot`` knows them; ``bot.app`` passes plain values to the lower packages.
"""

import os
import re
from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass, field
from pathlib import Path
from typing import Annotated, Literal
from urllib.parse import urlsplit

from bot.environment import ENV_FILE, PREFIX, default_data_dir
from bot.setting_values import (
    Secret,
    choice,
    ids,
    integer,
    listening_address,
    names,
    number,
    parsed,
    secret_file,
)
from bot.web_settings import WebSettings
from corpus.errors import PullquoteError
from corpus.parsers.ocr_data import has_languages
from retrieval.defaults import BUNDLED_READER, TOP

_TOKEN = re.compile(r"\d+:[A-Za-z0-9_-]+")
_SECRET = re.compile(r"[A-Za-z0-9_-]{1,256}")
# As the index's address: the data folder, though the documents are in a database.
FOLDER = "folder"
_DATABASES = ("postgresql", "postgres")
_ENGINES = (*_DATABASES, "http", "https", "qdrant")
# Variables that are taken out of the environment once they are read.
_SECRET_FIELDS = frozenset(
    (
        "telegram_token",
        "telegram_webhook_secret",
        "database_url",
        "index_url",
        "web_token",
        "web_admin_token",
    )
)
_SECRETS = frozenset(f"{PREFIX}{field.upper()}" for field in _SECRET_FIELDS)
# Secrets that a file may hold, and the setting that names it.
_IN_FILES = {one: f"{one}_file" for one in ("telegram_token", "web_token", "web_admin_token")}
# The default address of the bot's web server, with a webhook.
LISTEN = "127.0.0.1:8080"


class SettingsError(PullquoteError):
    """A setting is unknown, or has an invalid value."""


def _folder(text: str) -> Path:
    try:
        return Path(text).expanduser().absolute()
    except RuntimeError as error:
        raise ValueError(str(error)) from None


def _address(schemes: tuple[str, ...], looks: str) -> Callable[[str], Secret]:
    def parse(text: str) -> Secret:
        try:
            address = urlsplit(text)
            known = address.scheme in schemes and address.port != 0
        except ValueError:
            known = False
        if not known:
            raise ValueError(f"an address looks like {looks}")
        return Secret(text)

    return parse


_DATABASE = "postgresql://user:password@host/name"
_database_address = _address(_DATABASES, _DATABASE)
_engine_address = _address(_ENGINES, f"{_DATABASE}, https://host:6333 (Qdrant) or {FOLDER}")


def _index_address(text: str) -> Secret:
    return Secret(text) if text == FOLDER else _engine_address(text)


def _language_data(text: str) -> Path:
    folder = Path(text).expanduser()
    if not has_languages(folder):
        raise ValueError("there is no file like eng.traineddata in this folder")
    return folder.absolute()


def _token(text: str) -> Secret:
    if not _TOKEN.fullmatch(text):
        raise ValueError("a token looks like 123456:ABC-DEF…; @BotFather on Telegram gives one")
    return Secret(text)


def _api_address(text: str) -> str:
    address = urlsplit(text)  # or raises ValueError
    if address.scheme not in ("http", "https") or not address.hostname or address.port == 0:
        raise ValueError("an address looks like https://api.telegram.org")
    return text.rstrip("/")


def _webhook_address(text: str) -> str:
    address = urlsplit(text)  # or raises ValueError
    if address.scheme != "https" or not address.hostname or address.port == 0:
        raise ValueError(
            "an address looks like https://bot.example.org/hook; Telegram accepts https only"
        )
    if address.username or address.password or address.fragment or address.query:
        raise ValueError("give an address with a host and a path, and nothing else")
    return text


def _header_secret(text: str) -> Secret:
    if not _SECRET.fullmatch(text):
        raise ValueError("a secret has 1 to 256 characters: A-Z, a-z, 0-9, _ and -")
    return Secret(text)


@dataclass(frozen=True, slots=True, kw_only=True)
class Settings(WebSettings):
    """All settings with their defaults."""

    data_dir: Annotated[Path, _folder] = field(default_factory=default_data_dir)
    # None: documents in the data folder.
    database_url: Annotated[Secret | None, _database_address] = None
    # None: the index where the documents are.
    index_url: Annotated[Secret | None, _index_address] = None
    # None: by the languages of the documents (model_choice.py).
    embedding_model: Annotated[str | None, str] = None
    reader_model: Annotated[str, str] = BUNDLED_READER
    top: Annotated[int, integer(1, 20)] = TOP
    # None: the calibration's threshold, else the default.
    min_confidence: Annotated[float | None, number(0, 1)] = None
    ocr_languages: Annotated[Path | None, _language_data] = None
    telegram_token_file: Annotated[Path | None, secret_file] = None
    telegram_token: Annotated[Secret | None, _token] = None
    telegram_api_url: Annotated[str, _api_address] = "https://api.telegram.org"
    telegram_webhook_url: Annotated[str, _webhook_address] = ""
    telegram_webhook_secret: Annotated[Secret | None, _header_secret] = None
    # None: the default address with a webhook, else no web server.
    telegram_webhook_listen: Annotated[
        str | None, listening_address(LISTEN, 1, re.compile(".+"))
    ] = None
    telegram_webhook_cert: Annotated[Path | None, Path] = None
    telegram_webhook_key: Annotated[Path | None, Path] = None
    telegram_allowed: Annotated[frozenset[int], ids] = frozenset()
    telegram_admins: Annotated[frozenset[int], ids] = frozenset()
    telegram_originals: Annotated[
        Literal["everyone", "admins", "nobody"], choice("everyone", "admins", "nobody")
    ] = "everyone"
    telegram_per_minute: Annotated[float, number(0)] = 60
    telegram_watches: Annotated[int, integer(0)] = 20
    watch_feed: Annotated[Path | None, Path] = None
    log_level: Annotated[
        Literal["debug", "info", "warning", "error"], choice("debug", "info", "warning", "error")
    ] = "info"

    @property
    def listen(self) -> str | None:
        """The address of the bot's web server; None: there is no server."""
        default = LISTEN if self.telegram_webhook_url else None
        return self.telegram_webhook_listen or default


def load_settings(**given: str) -> Settings:
    """The settings from environment and .env file, with ``given`` ones in their place; call it
    once. An empty value counts as not set. Secrets are removed from the environment, so that no
    library or child process finds them there. Raises SettingsError, which never contains a
    secret."""
    _refuse_unknown_names(_given_names())
    try:
        settings = parsed_settings(_texts() | given)
    except (OSError, UnicodeDecodeError) as error:
        raise SettingsError(f"{ENV_FILE} cannot be read: {error}") from None
    for name in [one for one in os.environ if one.upper() in _SECRETS]:
        del os.environ[name]
    return settings


def parsed_settings(texts: Mapping[str, str]) -> Settings:
    """The settings with these texts by name. Raises SettingsError, which never contains a
    secret."""
    values, wrong = parsed(Settings, texts, _IN_FILES)
    if "telegram_webhook_key" in values and "telegram_webhook_cert" not in texts:
        wrong["telegram_webhook_key"] = "a key needs PULLQUOTE_TELEGRAM_WEBHOOK_CERT as well"
    if wrong:
        raise SettingsError("; ".join(_explained(*one, texts) for one in wrong.items()))
    return Settings(**values)


def variable(field: str) -> str:
    """The environment variable of a setting: ``top`` is PULLQUOTE_TOP."""
    return PREFIX + field.upper()


def variables() -> tuple[str, ...]:
    """The environment variables of all settings."""
    return tuple(map(variable, names(Settings)))


def _texts() -> dict[str, str]:
    """The text of each setting that has one in the environment or, else, in the .env file. Raises
    OSError, UnicodeDecodeError."""
    sources: list[Mapping[str, str | None]] = [os.environ]
    if Path(ENV_FILE).is_file():
        from dotenv import dotenv_values

        sources.insert(0, dotenv_values(ENV_FILE, encoding="utf-8"))
    given = {name.upper(): value for one in sources for name, value in one.items() if value}
    return {one: given[variable(one)] for one in names(Settings) if variable(one) in given}


def _given_names() -> Iterable[str]:
    """The names in the environment and in the .env file. Raises SettingsError for a file that
    cannot be read or parsed, without quoting its line, which may hold a secret."""
    names = list(os.environ)
    file = Path(ENV_FILE)
    try:
        if file.exists() and not file.is_file():
            raise SettingsError(
                f"{ENV_FILE} is not a file; move it, or start pullquote in another folder"
            )
        if file.exists():
            from dotenv.parser import parse_stream

            with file.open(encoding="utf-8") as lines:
                for binding in parse_stream(lines):
                    if binding.error:
                        raise SettingsError(
                            f"line {binding.original.line} of {ENV_FILE} is not NAME=value; is a "
                            "quotation mark missing?"
                        )
                    names.append(binding.key or "")
    except (OSError, UnicodeDecodeError) as error:
        raise SettingsError(f"{ENV_FILE} cannot be read: {error}") from None
    return [name.upper() for name in names]


def _refuse_unknown_names(given: Iterable[str]) -> None:
    known = variables()
    for name in given:
        if name.startswith(PREFIX) and name not in known:
            import difflib

            near = difflib.get_close_matches(name, known, n=1)
            hint = f"did you mean {near[0]}?" if near else f"the settings are {', '.join(known)}"
            raise SettingsError(f"{name} is not a setting; {hint}")


def _explained(field: str, reason: str, texts: Mapping[str, str]) -> str:
    """A wrong setting in one line: the variable, what is wrong, what is allowed."""
    shown = field in texts and field not in _SECRET_FIELDS
    given = f" (it is {texts[field]!r})" if shown else ""
    return f"{variable(field)}: {reason[:1].lower()}{reason[1:]}{given}"
