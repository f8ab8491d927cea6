"""Texts of the bot, in the user's language.

One file a language, ``locales/*.ftl``, in Fluent (projectfluent.org), whose rules of plural forms
and of numbers are Unicode's. Beside English, every file has the same messages with the same
placeholders, which a test checks. None of these words is ever put into a quote.
"""

import re
from functools import cache
from importlib.resources import files

from fluent.runtime import FluentBundle, FluentResource

# English first: the language for everybody else.
LANGUAGES = ("en", "ru", "uk", "de", "es", "fr", "pl", "pt", "ro", "tr", "zh")
# Languages without a catalogue whose speakers mostly read another one: after Unicode's
# languageMatching table. Names of Chinese and Romanian that some clients still send count too.
_CLOSE = {
    **dict.fromkeys(("ca", "eu", "gl", "ast", "an"), "es"),
    **dict.fromkeys(("br", "co", "oc", "wa"), "fr"),
    **dict.fromkeys(("gsw", "lb", "nds", "rm", "dsb", "hsb"), "de"),
    **dict.fromkeys(("be", "tt", "ba"), "ru"),
    **dict.fromkeys(("csb", "szl"), "pl"),
    **dict.fromkeys(("mo",), "ro"),
    **dict.fromkeys(("cmn", "yue", "wuu", "hak", "nan"), "zh"),
}


class Texts:
    """The texts in one language.

    >>> Texts("en")("sources-count", count=1)
    'One document:'
    """

    def __init__(self, language: str) -> None:
        self.language = language
        # Without the invisible marks around what is filled in: all are written left to right.
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
    """The texts for Telegram's ``language_code`` ("de", "pt-br", "zh-hans"): of the language, in
    whatever region; of a close one; else English.

    >>> texts_for("zh-TW").language, texts_for("ca").language, texts_for("sw").language
    ('zh', 'es', 'en')
    """
    language = re.split("[-_]", language_code or "", maxsplit=1)[0].lower()
    language = _CLOSE.get(language, language)
    return _texts(language if language in LANGUAGES else LANGUAGES[0])


@cache
def in_all_languages(name: str) -> dict[str, str]:
    """A text of one line with nothing to fill in, by language. Read without Fluent: parsing all
    catalogues takes half a second, which the first message would have to wait for. Raises
    LookupError for another text.

    >>> in_all_languages("button-source")["de"]
    'Quelle'
    """
    line = re.compile(rf"^{re.escape(name)} = ([^{{}}\n]+)$", re.MULTILINE)
    found = {code: line.search(source(code)) for code in LANGUAGES}
    missing = [code for code, match in found.items() if match is None]
    if missing:
        raise LookupError(f"{name} is no text of one line in {', '.join(missing)}")
    return {code: match[1].strip() for code, match in found.items() if match}


@cache
def _texts(language: str) -> Texts:
    return Texts(language)
