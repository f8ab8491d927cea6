"""A small run of the fuzzer."""

import random

import pytest

from corpus.parsers.registry import FORMATS
from tests.fuzz.fuzz import collect, fuzz, real_files
from tests.fuzz.mutate import mutated

FILES = real_files()


@pytest.mark.slow
@pytest.mark.parametrize("ending", sorted(FILES))
def test_mutants_of_every_format_do_no_harm(ending: str) -> None:
    """Mutants are parsed or refused, and this process goes on."""
    outcome = fuzz(ending, FILES[ending], 25, seed=7)
    assert outcome.read + outcome.refused == 25


@pytest.mark.slow
def test_a_collection_fed_with_mutants_stays_whole() -> None:
    """Every document keeps its source and its text, also after files change."""
    few = {ending: paths[:1] for ending, paths in FILES.items()}
    assert collect(few, seed=7) > 0


def test_every_format_is_fuzzed() -> None:
    """Each parser has a real file to start from."""
    isolated = {form.module for form in FORMATS.values() if form.isolated}
    assert {FORMATS[ending].module for ending in FILES} == isolated


def test_mutants_are_the_same_for_a_seed_and_differ_from_the_file() -> None:
    """A failure can be reproduced from its seed."""
    data = FILES[".docx"][0].read_bytes()
    one, two = (mutated(data, random.Random(3)) for _ in range(2))
    assert one == two != data
