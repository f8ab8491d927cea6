"""Questions written for the reader, and the documents that they are about."""

import json
from pathlib import Path

from training.written_questions import WRITTEN, text_digest, written_examples

TEXT = "Cancelling a booking is final. Rooms are kept until six."


def test_a_question_finds_its_document(tmp_path: Path) -> None:
    """By the digest of its text; a document that is in none of the files has no questions."""
    source = tmp_path / "rooms.jsonl"
    row = {"question": "until when?", "passage": {"title": "Rooms", "text": TEXT}, "answers": []}
    source.write_text(json.dumps(row))
    written = tmp_path / "written.jsonl"
    written.write_text(
        "".join(
            json.dumps({"text": digest, "kind": kind, "question": asked, "evidence": evidence})
            + "\n"
            for digest, kind, asked, evidence in (
                (text_digest(TEXT), "yesno", "can i get my money back", [[0, 30]]),
                (text_digest(TEXT), "near-miss", "how much is a room", []),
                (text_digest("gone"), "who", "who left", [[0, 4]]),
            )
        )
    )
    refund, price = written_examples([source], written)
    assert refund.document.title == "Rooms"
    assert [one.of(TEXT) for one in refund.evidence] == ["Cancelling a booking is final."]
    assert (refund.kind, refund.answerable, price.answerable) == ("yesno", True, False)


def test_the_written_questions_are_whole() -> None:
    """Each has its fields, none is asked twice of a document, and spans are in order."""
    rows = [json.loads(line) for line in WRITTEN.read_text("utf-8").splitlines()]
    assert len({(row["text"], row["question"]) for row in rows}) == len(rows) > 1000
    for row in rows:
        assert len(row["text"]) == 16
        assert row["question"].strip() == row["question"] != ""
        assert (row["kind"] == "near-miss") == (not row["evidence"])
        assert all(0 <= start < end for start, end in row["evidence"])
