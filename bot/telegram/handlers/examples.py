"""Example questions for newcomers: found while nobody waits for them."""

import asyncio
import contextvars
import logging

from bot.advice import explain
from bot.serving.async_answerer import AsyncAnswerer
from bot.telegram.render.texts import LANGUAGES, Texts, texts_for
from corpus.errors import PullquoteError

_log = logging.getLogger(__name__)
# The language of most documents, which is not known yet.
_OWN = ""


class Examples:
    """The questions that /start offers, in each language that somebody has used; the same until the
    index changes."""

    def __init__(self, answerer: AsyncAnswerer, patience: float = 2.0) -> None:
        """``patience``: the seconds that somebody waits for examples that are not found yet."""
        self._answerer = answerer
        self._patience = patience
        # By language, those of the last index that they were found for, and its revision.
        self._found: dict[str, tuple[str, list[str]]] = {}
        self._searches: dict[str, asyncio.Task[None]] = {}

    async def of(self, texts: Texts) -> list[str]:
        """Examples in this language; until they are found, those of an older index, or none."""
        language = texts.language
        if not self._are_found(language):
            search = self._search(language)
            if language not in self._found:
                await asyncio.wait({search}, timeout=self._patience)
        return self._found.get(language, ("", []))[1]

    def prepare(self) -> None:
        """Begins to look for examples where the index is new: in the languages that have been used,
        or the documents' own."""
        for language in [*self._found] or [_OWN]:
            if not self._are_found(language):
                self._search(language)

    def close(self) -> None:
        """Stops looking."""
        for search in self._searches.values():
            search.cancel()

    def _are_found(self, language: str) -> bool:
        return self._found.get(language, ("", []))[0] == self._answerer.revision

    def _search(self, language: str) -> "asyncio.Task[None]":
        """The search in progress, begun if need be."""
        if language not in self._searches:
            # In a context of its own: it belongs to nobody's update.
            search = asyncio.get_running_loop().create_task(
                self._find(language), context=contextvars.Context()
            )
            self._searches[language] = search
            search.add_done_callback(lambda _: self._searches.pop(language, None))
        return self._searches[language]

    async def _find(self, language: str) -> None:
        revision, found = self._answerer.revision, []
        try:
            if language == _OWN:
                own = (await self._answerer.main_language()).partition("-")[0]
                await asyncio.wait({self._search(own if own in LANGUAGES else LANGUAGES[0])})
                return
            texts = texts_for(language)
            templates = {
                "said": lambda name: texts("example-said", name=name),
                "about": lambda name: texts("example-about", name=name),
                "title": lambda title: texts("example-title", title=title),
            }
            found = await self._answerer.examples(templates, language)
        except PullquoteError as error:
            _log.warning("no example questions: %s", explain(error))
        self._found[language] = revision, found
