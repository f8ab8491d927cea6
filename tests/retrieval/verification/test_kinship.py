"""Kinship of a text and a document, by the shares that they have in common."""

import pytest

from retrieval.verification.same_text import Kinship, Overlap
from tests.fakes import document


@pytest.mark.parametrize(
    ("of_text", "of_document", "expected"),
    [
        (1.0, 1.0, Kinship.SAME),
        (0.97, 0.97, Kinship.SAME),
        (0.96, 1.0, Kinship.VERSION),
        (0.5, 0.5, Kinship.VERSION),
        (0.5, 0.49, Kinship.EXCERPT),
        (0.49, 0.5, Kinship.CONTAINS),
        (0.3, 0.1, Kinship.SOME),
        (0.29, 0.49, None),
        (0.0, 0.0, None),
    ],
)
def test_how_a_document_is_related(
    of_text: float, of_document: float, expected: Kinship | None
) -> None:
    """The closest kinship that both shares allow."""
    assert Overlap(document("Roads were closed."), of_text, of_document).kinship is expected
