"""Calls of several threads that are made together."""

import threading
from collections.abc import Sequence
from concurrent.futures import ThreadPoolExecutor

import pytest

from retrieval.models.shared_calls import SharedCalls


class Doubling:
    """Doubles numbers; holds the first call until it is let go. Refuses 0."""

    def __init__(self) -> None:
        self.given: list[list[int]] = []
        self.has_begun, self.may_end = threading.Event(), threading.Event()

    def __call__(self, numbers: Sequence[int]) -> list[int]:
        self.given.append(list(numbers))
        self.has_begun.set()
        assert self.may_end.wait(30)
        if 0 in numbers:
            raise ValueError("nothing to double")
        return [2 * number for number in numbers]


def test_calls_that_wait_are_made_as_one() -> None:
    """Each gets its own results, in order; the function never runs twice at once."""
    work = Doubling()
    calls = SharedCalls(work)
    with ThreadPoolExecutor(4) as threads:
        first = threads.submit(calls, [1, 2])
        assert work.has_begun.wait(30)
        others = [threads.submit(calls, given) for given in ([3], [], [4, 5])]
        while len(calls._waiting) < len(others):
            pass
        work.may_end.set()
        assert first.result() == [2, 4]
        assert [one.result() for one in others] == [[6], [], [8, 10]]
    assert work.given[0] == [1, 2]
    assert [sorted(one) for one in work.given[1:]] == [[3, 4, 5]]


def test_an_error_reaches_everyone_whose_items_were_given() -> None:
    """And nobody else: the next call is a new one."""
    work = Doubling()
    work.may_end.set()
    calls = SharedCalls(work)
    with pytest.raises(ValueError, match="nothing to double"):
        calls([0])
    assert calls([7]) == [14]
