"""What was asked before, for a question that hangs on it."""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from typing import Optional

from retrieval.answer import Answer
from retrieval.reference import Reference


@dataclass(frozen=True, slots=True)
class Turn:
    """A question and the quotes that it got, best first.

    ``before`` is the turn that it hung on itself, if it did. ``is_pointed_at``: the person said
    that the next question hangs on this (by a reply to it, say), however complete that looks. All
    of it is plain values, so that a front end can keep it, or make it anew from what it kept.
    """

    question: str
    quotes: tuple[Reference, ...] = ()
    before: Optional["Turn"] = None
    is_pointed_at: bool = False

    @classmethod
    def of(cls, answer: Answer, before: Optional["Turn"] = None) -> "Turn":
        """The turn that an answer makes."""
        return cls(answer.question, tuple(one.reference for one in answer.quotes), before)

    def back(self) -> Iterator["Turn"]:
        """This turn, the one before it, and so on."""
        turn: Turn | None = self
        while turn is not None:
            yield turn
            turn = turn.before


def turns(questions: Sequence[str]) -> Turn | None:
    """Turns of these questions, in the order in which they were asked, without quotes."""
    found: Turn | None = None
    for question in questions:
        found = Turn(question, before=found)
    return found
