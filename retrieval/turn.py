"""One turn of a conversation, which the next question may follow up on."""

from collections.abc import Iterator
from dataclasses import dataclass
from enum import StrEnum
from typing import Optional

from retrieval.citation import Reference


class Link(StrEnum):
    """How the next question came after a turn.

    ``DIALOGUE``: typed next in a session of questions. ``CHAT``: sent next in a chat, where people
    also send a bare name. ``REPLY``: sent as a reply to the turn, and so a follow-up, however
    complete it looks.
    """

    DIALOGUE = "dialogue"
    CHAT = "chat"
    REPLY = "reply"


@dataclass(frozen=True, slots=True)
class Turn:
    """A question and the quotes that answered it, best first.

    ``before``: the turn that it followed up on itself, if any. ``link``: how the next question came
    after it. Plain values, so that a front end can store a turn or rebuild it.
    """

    question: str
    quotes: tuple[Reference, ...] = ()
    before: Optional["Turn"] = None
    link: Link = Link.DIALOGUE

    def back(self) -> Iterator["Turn"]:
        """This turn, the one before it, and so on."""
        turn: Turn | None = self
        while turn is not None:
            yield turn
            turn = turn.before
