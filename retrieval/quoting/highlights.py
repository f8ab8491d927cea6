"""Highlights: which of the sentences around a candidate's answer together with it."""

from collections.abc import Mapping

from retrieval.quoting.candidate_texts import CandidateTexts
from retrieval.quoting.excerpt import MOST_CHARACTERS
from retrieval.ranking.list_answers import EVIDENCE, FEWEST
from retrieval.ranking.rank import Candidate
from retrieval.text.lists import introduces, is_list_item
from retrieval.text.verdicts import is_verdict

MOST_HIGHLIGHTS = 3
# A sentence beside the answering one is highlighted too if a reader finds it as likely as this to
# answer by itself, or if its score (as a logit) is as little as this behind: which of the two
# answers is not known. Without a reader, if it has this share of the answering one's score, and
# this share of its similarity to the question: sentences of a passage share much of their scores.
_EVIDENCE = 0.5
_AS_GOOD = 0.3
_NEARLY_AS_GOOD = 0.6
_NEARLY_AS_SIMILAR = 0.7
_MOST_LIST_ITEMS = 6
# How many sentences after its "yes" or "no" an explanation may stand, and the least share of the
# explanation's score that the verdict needs: the answer to another question has less.
_MOST_AFTER_VERDICT, _SHARE_OF_VERDICT = 3, 0.2


class Highlights:
    """Decides by the scores of all candidates, given by the row of their sentence."""

    def __init__(self, candidates: Mapping[int, Candidate], texts: CandidateTexts) -> None:
        self._candidates = candidates
        self._texts = texts

    def answering(self, candidate: Candidate, low: int, high: int) -> tuple[int, int]:
        """The first and last of the sentences around the candidate's that answer together: it, with
        the list that it introduces, or else with neighbours that are nearly as good. ``low`` and
        ``high``: the first and last that may be among them."""
        around, number, _ = self._texts.context(candidate)
        first, last = self.with_list(candidate, high)
        if last > number:
            return first, last
        first, last = self._list_around(candidate, low, high)
        if last > first:
            return first, last
        top = candidate.sentence - number
        most = MOST_HIGHLIGHTS if candidate.evidence is not None else 2
        while last - first + 1 < most:
            for one in (last + 1, first - 1):
                run = min(one, first), max(one, last)
                if (
                    low <= one <= high
                    and self.is_nearly_as_good(top + one, candidate)
                    and around.length(*run) <= MOST_CHARACTERS
                ):
                    first, last = run
                    break
            else:
                break
        return first, last

    def verdict(self, candidate: Candidate, low: int) -> int | None:
        """The number of the sentence shortly before the candidate's that says yes or no first, if
        it is not unlikely to answer the question, too; None if there is none."""
        around, number, _ = self._texts.context(candidate)
        top = candidate.sentence - number
        for one in range(number - 1, max(low, number - _MOST_AFTER_VERDICT) - 1, -1):
            other = self._candidates.get(top + one)
            if other is not None and is_verdict(around.sentence(one)):
                likely = other.score >= _SHARE_OF_VERDICT * candidate.score
                return one if likely and self._texts.is_usable(other) else None
        return None

    def with_list(self, candidate: Candidate, high: int) -> tuple[int, int]:
        """The candidate's sentence, as first and last, with as much of the list that it introduces
        as may be quoted."""
        around, number, _ = self._texts.context(candidate)
        last = number
        if introduces(around.sentence(number)):
            most = min(high, number + _MOST_LIST_ITEMS)
            while last < most and is_list_item(around.sentence(last + 1)):
                last += 1
            while last > number and around.length(number, last) > MOST_CHARACTERS:
                last -= 1
        return number, last

    def _list_around(self, candidate: Candidate, low: int, high: int) -> tuple[int, int]:
        """The list item that a candidate is, as first and last, with its list and what introduces
        that, where several parts of the list answer."""
        around, number, _ = self._texts.context(candidate)
        first = last = number
        if not is_list_item(around.sentence(number)):
            return first, last
        while first > low and is_list_item(around.sentence(first - 1)):
            first -= 1
        while last < high and is_list_item(around.sentence(last + 1)):
            last += 1
        if first > low and introduces(around.sentence(first - 1)):
            first -= 1
        top = candidate.sentence - number
        if sum(self._is_likely(top + one) for one in range(first, last + 1)) < FEWEST:
            return number, number
        while first < last and (
            last - first > _MOST_LIST_ITEMS or around.length(first, last) > MOST_CHARACTERS
        ):
            # From its end, as far as the item itself stays.
            first, last = (first, last - 1) if last > number else (first + 1, last)
        return first, last

    def _is_likely(self, row: int) -> bool:
        other = self._candidates.get(row)
        return other is not None and other.evidence is not None and other.evidence >= EVIDENCE

    def is_nearly_as_good(self, row: int, candidate: Candidate) -> bool:
        """Whether a neighbour of the candidate's sentence answers too, in different words."""
        other = self._candidates.get(row)
        if other is None:
            return False
        if candidate.evidence is not None and other.evidence is not None:
            good = other.evidence >= _EVIDENCE or other.logit >= candidate.logit - _AS_GOOD
        else:
            good = (
                other.score >= _NEARLY_AS_GOOD * candidate.score
                and other.similarity >= _NEARLY_AS_SIMILAR * candidate.similarity
            )
        return (
            good
            and self._texts.is_usable(other)
            and not self._texts.content(other).is_near_duplicate_of(self._texts.content(candidate))
        )
