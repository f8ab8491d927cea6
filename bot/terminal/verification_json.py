"""JSON of `verify --json`."""

from typing import Any

from bot.terminal.json_output import place_object
from bot.verifying import Draft, DraftQuotation, TextCheck
from retrieval.verification.same_text import Overlap
from retrieval.verification.verdicts import Verification


def text_check_object(found: TextCheck) -> dict[str, Any]:
    """The object for a text: the worst verdict with its places and changes, and every quotation's.
    ``changes`` lead from the stored words to the given ones."""
    first = max(found.verifications, key=lambda one: one.verdict.rank)
    return {
        **_verification_object(first),
        "quotations": [_verification_object(one) for one in found.verifications],
        "documents": [_overlap_object(one) for one in found.whole],
    }


def draft_object(name: str, draft: Draft) -> dict[str, Any]:
    """The object for a draft. ``start`` and ``end`` of its quotations are offsets into its text as
    it was parsed."""
    return {
        "file": name,
        "verdict": draft.verdict.value,
        "ok": draft.is_fine,
        "counts": draft.counts(),
        "unchecked": draft.unchecked,
        "copies": [one.id for one in draft.copies],
        "quotations": [_quotation_object(one) for one in draft.quotations],
    }


def _quotation_object(one: DraftQuotation) -> dict[str, Any]:
    span = one.checked.quotation.span
    return {
        "number": one.number,
        "start": span.start,
        "end": span.end,
        "locator": one.locator,
        "short": one.is_short,
        "ok": one.is_fine,
        **_verification_object(one.verification),
    }


def _verification_object(found: Verification) -> dict[str, Any]:
    return {
        "verdict": found.verdict.value,
        "quotation": found.quotation,
        "places": [place_object(place) for place in found.places],
        "changes": [
            {"stored": one.stored, "given": one.given, "kind": one.kind.value}
            for one in found.changes
        ],
        "omissions": [
            {
                "start": one.span.start if one.span else None,
                "end": one.span.end if one.span else None,
                "mark": one.mark,
                "negation": one.negation,
            }
            for one in found.omissions
        ],
        "cut_negation": found.cut_negation,
    }


def _overlap_object(one: Overlap) -> dict[str, Any]:
    return {
        "id": one.document.id,
        "title": one.document.title,
        "version": one.document.version,
        "superseded_by": one.document.superseded_by,
        "kinship": one.kinship.value if one.kinship else None,
        "of_text": round(one.of_text, 3),
        "of_document": round(one.of_document, 3),
    }
