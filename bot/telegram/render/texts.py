"""Texts of the bot, in the user's language.

One file a language, ``locales/*.ftl``, in Fluent (projectfluent.org), whose rules of plural forms
and of numbers are Unicode's. Beside English, every file has the same messages with the same
placeholders, which a test checks. None of these words is ever put into a quote.
"""

from functools import cache
from importlib.resources import files

from fluent.runtime import FluentBundle, FluentResource

# English first: the language for everybody else.
LANGUAGES = ("en", "ru", "uk", "de", "es")


class Texts:
    """The texts in one language.

    >>> Texts("en")("sources-count", count=1)
    'One document:'
    """

    def __init__(self, language: str) -> None:
        self.language = language
        # Without the invisible marks around what is filled in: all five are written left to right.
        self._bundle = FluentBundle([language], use_isolating=False)
        self._bundle.add_resource(FluentResource(source(language)))

    def __call__(self, name: str, /, **values: str | int) -> str:
        """The text of this name. Raises LookupError for a name, or a value, that is missing."""
        pattern = self._bundle.get_message(name).value
        if pattern is None:
            raise LookupError(f"{name} has no text in {self.language}")
        text, errors = self._bundle.format_pattern(pattern, values)
        if errors:
            raise LookupError(f"{name} in {self.language}: {errors[0]}")
        return str(text)


def source(language: str) -> str:
    """The catalogue of a language as it is written."""
    return (files("bot.telegram") / "locales" / f"{language}.ftl").read_text("utf-8")


def texts_for(language_code: str | None) -> Texts:
    """The texts for Telegram's ``language_code`` ("de", "pt-br"); English where there are none."""
    language = (language_code or "").partition("-")[0].lower()
    return _texts(language if language in LANGUAGES else LANGUAGES[0])


@cache
def _texts(language: str) -> Texts:
    return Texts(language)
