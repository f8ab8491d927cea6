"""Strings in one blob: any of them, in their order, found again."""

from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from retrieval.index.packed_strings import Strings

# Lone surrogates among them: names of files may have some.
ANY = st.lists(st.text(st.characters(), max_size=5), unique=True)
LONE = "\udcff.txt"


@given(ANY)
def test_they_are_what_they_were(strings: list[str]) -> None:
    """By number, one after another, and looked for."""
    ordered = sorted(strings)
    packed = Strings.of(ordered)
    assert list(packed) == ordered
    assert [packed[number] for number in range(len(packed))] == ordered
    assert [packed.find(one) for one in ordered] == list(range(len(ordered)))


@pytest.mark.parametrize("missing", ["", "a", "cc", "road", "z", LONE])
def test_what_is_not_there_is_not_found(missing: str) -> None:
    """Before, between or behind the others."""
    assert Strings.of(["b", "c", "roads"]).find(missing) is None


def test_they_are_kept_in_files(tmp_path: Path) -> None:
    """All of them; and a file that was cut short is an error."""
    Strings.of(["", "fell", LONE]).save(tmp_path / "kept")
    assert list(Strings.open(tmp_path / "kept")) == ["", "fell", LONE]
    assert Strings.open(tmp_path / "kept")[2] == LONE
    Strings.of(["other"]).save(tmp_path / "other")
    (tmp_path / "other" / "blob.npy").replace(tmp_path / "kept" / "blob.npy")
    with pytest.raises(ValueError, match="does not end where"):
        Strings.open(tmp_path / "kept")
