"""Settings: environment variables, or a ``.env`` file in the working directory.

Only ``bot`` knows them; ``bot.app`` passes plain values to the lower packages.
"""

import os
import re
from collections.abc import Iterable
from pathlib import Path
from typing import Annotated, Any, Literal
from urllib.parse import urlsplit

from pydantic import Field, SecretStr, ValidationError, ValidationInfo, field_validator
from pydantic_settings import NoDecode, SettingsConfigDict

from bot.environment import ENV_FILE, PREFIX, default_data_dir
from bot.web_settings import WebSettings, secret_in
from corpus.errors import PullquoteError
from corpus.parsers.ocr_data import has_languages
from retrieval.defaults import BUNDLED_READER, TOP

_TOKEN = re.compile(r"\d+:[A-Za-z0-9_-]+")
_SECRET = re.compile(r"[A-Za-z0-9_-]{1,256}")
# Variables that are taken out of the environment once they are read.
# As the index's address: the data folder, though the documents are in a database.
FOLDER = "folder"
_DATABASES = ("postgresql", "postgres")
_ENGINES = (*_DATABASES, "http", "https", "qdrant")
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
# The default address of the bot's web server, with a webhook.
LISTEN = "127.0.0.1:8080"


class SettingsError(PullquoteError):
    """A setting is unknown, or has an invalid value."""


class Settings(WebSettings):
    """All settings with their defaults. An empty value counts as not set."""

    model_config = SettingsConfigDict(
        env_prefix=PREFIX,
        env_file=ENV_FILE,
        env_file_encoding="utf-8",
        env_ignore_empty=True,
        extra="ignore",
        frozen=True,
    )

    data_dir: Path = Field(default_factory=default_data_dir)
    # None: documents in the data folder.
    database_url: SecretStr | None = None
    # None: the index where the documents are.
    index_url: SecretStr | None = None
    # None: by the languages of the documents (model_choice.py).
    embedding_model: str | None = None
    reader_model: str = BUNDLED_READER
    top: int = Field(default=TOP, ge=1, le=20)
    # None: the calibration's threshold, else the default.
    min_confidence: float | None = Field(default=None, ge=0, le=1)
    ocr_languages: Path | None = None
    telegram_token_file: Path | None = None
    telegram_token: SecretStr | None = Field(default=None, validate_default=True)
    telegram_api_url: str = "https://api.telegram.org"
    telegram_webhook_url: str = ""
    telegram_webhook_secret: SecretStr | None = None
    # None: the default address with a webhook, else no web server.
    telegram_webhook_listen: str | None = None
    telegram_webhook_cert: Path | None = None
    telegram_webhook_key: Path | None = None
    telegram_allowed: Annotated[frozenset[int], NoDecode] = frozenset()
    telegram_admins: Annotated[frozenset[int], NoDecode] = frozenset()
    telegram_originals: Literal["everyone", "admins", "nobody"] = "everyone"
    telegram_per_minute: float = Field(default=60, ge=0)
    telegram_watches: int = Field(default=20, ge=0)
    watch_feed: Path | None = None
    log_level: Literal["debug", "info", "warning", "error"] = "info"

    @field_validator("data_dir")
    @classmethod
    def _expand(cls, value: Path) -> Path:
        try:
            return value.expanduser().absolute()
        except RuntimeError as error:
            raise ValueError(str(error)) from None

    @field_validator("database_url", "index_url")
    @classmethod
    def _is_an_address(cls, value: SecretStr | None, info: ValidationInfo) -> SecretStr | None:
        if value is None or (info.field_name == "index_url" and _revealed(value) == FOLDER):
            return value
        schemes = _DATABASES if info.field_name == "database_url" else _ENGINES
        try:
            address = urlsplit(_revealed(value))
            known = address.scheme in schemes and address.port != 0
        except ValueError:
            known = False
        if not known:
            looks = "postgresql://user:password@host/name"
            if info.field_name == "index_url":
                looks += f", https://host:6333 (Qdrant) or {FOLDER}"
            raise ValueError(f"an address looks like {looks}")
        return value

    @field_validator("ocr_languages")
    @classmethod
    def _has_language_data(cls, value: Path | None) -> Path | None:
        if value is not None and not has_languages(value.expanduser()):
            raise ValueError("there is no file like eng.traineddata in this folder")
        return None if value is None else value.expanduser().absolute()

    @field_validator("telegram_token_file")
    @classmethod
    def _can_be_read(cls, value: Path | None) -> Path | None:
        if value is not None:
            secret_in(value)
        return value

    @field_validator("telegram_token", mode="before")
    @classmethod
    def _from_its_file(cls, value: Any, info: ValidationInfo) -> Any:
        file = info.data.get("telegram_token_file")
        if file is None:
            return value
        if value is not None:
            raise ValueError(f"give either this or {variable('telegram_token_file')}, not both")
        return secret_in(file)

    @field_validator("telegram_token")
    @classmethod
    def _looks_like_a_token(cls, value: SecretStr | None) -> SecretStr | None:
        if value is not None and not _TOKEN.fullmatch(value.get_secret_value()):
            raise ValueError("a token looks like 123456:ABC-DEF…; @BotFather on Telegram gives one")
        return value

    @field_validator("telegram_api_url")
    @classmethod
    def _is_an_api_address(cls, value: str) -> str:
        address = urlsplit(value)  # or raises ValueError
        is_one = address.scheme in ("http", "https") and address.hostname and address.port != 0
        if not is_one or re.search(r"\s", value):
            raise ValueError("an address looks like https://api.telegram.org")
        return value.rstrip("/")

    @field_validator("telegram_webhook_url")
    @classmethod
    def _is_for_telegram(cls, value: str) -> str:
        address = urlsplit(value)  # or raises ValueError
        if value and (address.scheme != "https" or not address.hostname or address.port == 0):
            raise ValueError(
                "an address looks like https://bot.example.org/hook; Telegram accepts https only"
            )
        if address.username or address.password or address.fragment or address.query:
            raise ValueError("give an address with a host and a path, and nothing else")
        return value

    @field_validator("telegram_webhook_secret")
    @classmethod
    def _can_be_a_header(cls, value: SecretStr | None) -> SecretStr | None:
        if value is not None and not _SECRET.fullmatch(value.get_secret_value()):
            raise ValueError("a secret has 1 to 256 characters: A-Z, a-z, 0-9, _ and -")
        return value

    @field_validator("telegram_webhook_listen")
    @classmethod
    def _has_host_and_port(cls, value: str | None) -> str | None:
        if value is not None:
            host, _, port = value.rpartition(":")
            if not host or not port.isdecimal() or not 0 < int(port) < 65536:
                raise ValueError("a listening address looks like 127.0.0.1:8080")
        return value

    @field_validator("telegram_webhook_key")
    @classmethod
    def _goes_with_a_certificate(cls, value: Path | None, info: ValidationInfo) -> Path | None:
        if value is not None and info.data.get("telegram_webhook_cert") is None:
            raise ValueError("a key needs PULLQUOTE_TELEGRAM_WEBHOOK_CERT as well")
        return value

    @property
    def listen(self) -> str | None:
        """The address of the bot's web server; None: there is no server."""
        default = LISTEN if self.telegram_webhook_url else None
        return self.telegram_webhook_listen or default

    @field_validator("telegram_allowed", "telegram_admins", mode="before")
    @classmethod
    def _split_ids(cls, value: Any) -> Any:
        if isinstance(value, str):
            parts = re.split(r"[,;\s]+", value.strip(" ,;"))
            if not all(re.fullmatch(r"-?\d+", part) for part in parts):
                raise ValueError("user and chat ids are whole numbers, separated by commas")
            return frozenset(int(part) for part in parts)
        return value

    @field_validator("log_level", "telegram_originals", mode="before")
    @classmethod
    def _lower(cls, value: Any) -> Any:
        return value.lower() if isinstance(value, str) else value


def load_settings(**given: Any) -> Settings:
    """The settings from environment and .env file, with ``given`` ones in their place; call it
    once. Secrets are removed from the environment, so that no library or child process finds them
    there. Raises SettingsError, which never contains a secret."""
    _refuse_unknown_names(_given_names())
    try:
        settings = Settings(**given)
        for name in [one for one in os.environ if one.upper() in _SECRETS]:
            del os.environ[name]
        return settings
    except ValidationError as error:
        raise SettingsError("; ".join(_explained(one) for one in error.errors())) from None
    except OSError as error:
        raise SettingsError(f"{ENV_FILE} cannot be read: {error.strerror or error}") from None


def _revealed(value: SecretStr) -> str:
    return value.get_secret_value()


def variable(field: str) -> str:
    """The environment variable of a setting: ``top`` is PULLQUOTE_TOP."""
    return PREFIX + field.upper()


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
    except UnicodeDecodeError:
        raise SettingsError(f"{ENV_FILE} is not UTF-8 text; save it as UTF-8") from None
    except OSError as error:
        raise SettingsError(f"{ENV_FILE} cannot be read: {error.strerror or error}") from None
    return [name.upper() for name in names]


def _refuse_unknown_names(given: Iterable[str]) -> None:
    known = [variable(field) for field in Settings.model_fields]
    for name in given:
        if name.startswith(PREFIX) and name not in known:
            import difflib

            near = difflib.get_close_matches(name, known, n=1)
            hint = f"did you mean {near[0]}?" if near else f"the settings are {', '.join(known)}"
            raise SettingsError(f"{name} is not a setting; {hint}")


def _explained(error: Any) -> str:
    """A pydantic error in one line: the variable, what is wrong, what is allowed."""
    field = str(error["loc"][0]) if error["loc"] else ""
    message = error["msg"].removeprefix("Value error, ")
    given = "" if field in _SECRET_FIELDS else f" (it is {error['input']!r})"
    return f"{variable(field)}: {message[:1].lower()}{message[1:]}{given}"
