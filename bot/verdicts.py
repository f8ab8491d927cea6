"""Verdicts from a front end into the store of the data folder."""

from collections.abc import Sequence

from bot.assembly import House
from retrieval.feedback import Judged, JudgedQuote, Verdict
from retrieval.reference import Reference


class Verdicts:
    """Keeps verdicts, each in a moment of its own: from any thread, beside other processes."""

    def __init__(self, house: House) -> None:
        self._house = house

    def record(
        self,
        question: str,
        quotes: Sequence[Reference | JudgedQuote],
        index_version: str,
        verdict: bool,
        ballot: str,
        *,
        answered: bool = True,
        before: Sequence[str] = (),
    ) -> None:
        """Keeps one: ``verdict`` is True for a good answer. One that comes later with the same
        ``ballot`` takes its place. ``before``: the questions that this one hung on. Raises
        StorageError."""
        shown = [one if isinstance(one, JudgedQuote) else JudgedQuote(one) for one in quotes]
        judged = Judged(
            question, tuple(shown), answered, before=tuple(before), revision=index_version
        )
        with self._house.feedback(writable=True) as store:
            store.give(judged, Verdict.LIKED if verdict else Verdict.DISLIKED, ballot)
