"""The multilingual model's packed file is read as it was written."""

import struct
from pathlib import Path

import numpy as np
import pytest

from retrieval.models.bert.reference import token_vectors
from retrieval.models.bert.weights import WORDS, load_bert
from retrieval.models.multilingual.model_folder import write_model_folder
from retrieval.models.multilingual.packed_model import PackedModel
from retrieval.models.multilingual.prepare import prepare_multilingual
from retrieval.models.multilingual.tokenizer import tokenizer_of
from retrieval.models.openvino.encoder import OpenVinoEncoder
from retrieval.models.openvino.precision import FLOAT32
from retrieval.models.openvino.tokenizer_files import cut
from tests.retrieval.models.multilingual.packed_file import PIECES, write_packed_file


@pytest.fixture(scope="module")
def packed_file(tmp_path_factory: pytest.TempPathFactory) -> Path:
    return write_packed_file(tmp_path_factory.mktemp("packed") / "tiny.bin")


def test_weights_are_unpacked(packed_file: Path) -> None:
    """Each row of the word embeddings has the values that were packed: -8 to 7 times the scale."""
    bert = PackedModel(packed_file).bert()
    assert bert.words is not None
    rows = bert.words.whole()
    assert rows.shape == (len(PIECES), 32)
    wanted = (np.arange(32) * 7 % 16 - 8) * np.float32(0.25)
    assert np.array_equal(rows[3], wanted)
    assert np.array_equal(bert.word_vectors([3, 3])[1], wanted)


def test_the_prepared_model_runs_as_numpy_says(packed_file: Path, tmp_path: Path) -> None:
    """With the prompt of questions, and with that of passages."""
    prepare_multilingual(str(packed_file), tmp_path / "model", "tiny 1")
    encoder = OpenVinoEncoder(tmp_path / "model", precision=FLOAT32)
    packed = PackedModel(packed_file)
    tokenizer, bert = tokenizer_of(packed), packed.bert()
    for prompt, encode in (
        ("query: ", encoder.encode_questions),
        ("passage: ", encoder.encode_passages),
    ):
        encoding = tokenizer.encode(f"{prompt}the bridge")
        wanted = token_vectors(bert, encoding.ids, encoding.type_ids).mean(axis=0)
        found = encode(["the bridge"])[0]
        assert float(found @ wanted) / np.linalg.norm(wanted) > 0.99999
    assert encoder.encode_questions(["bridge"])[0] @ encoder.encode_passages(["bridge"])[0] < 0.9999


def test_tokens_of_the_prompt_are_not_the_texts(packed_file: Path, tmp_path: Path) -> None:
    prepare_multilingual(str(packed_file), tmp_path / "model", "tiny 1")
    encoder = OpenVinoEncoder(tmp_path / "model", precision=FLOAT32)
    ((_, tokens),) = encoder.encode_questions_with_tokens(["the bridge"])
    assert tokens.starts.tolist() == [0, 4]


def test_the_folder_has_the_same_network(packed_file: Path, tmp_path: Path) -> None:
    """What is trained further is what is used."""
    packed = PackedModel(packed_file)
    write_model_folder(packed, tmp_path)
    written, ids = load_bert(tmp_path), [0, 5, 6, 2]
    assert written.weights[WORDS].shape == (len(PIECES), 32)
    one, other = (token_vectors(bert, ids, [0] * 4) for bert in (packed.bert(), written))
    assert np.array_equal(one, other)


def test_wide_and_composed_letters_are_the_plain_ones(packed_file: Path) -> None:
    tokenizer = tokenizer_of(PackedModel(packed_file))
    assert tokenizer.encode("ｔｈｅ  bridge").ids == tokenizer.encode("the bridge").ids


def test_other_files_are_refused(tmp_path: Path) -> None:
    (tmp_path / "other.bin").write_bytes(struct.pack("<4sI", b"E5S1", 2) + bytes(99))
    with pytest.raises(ValueError, match="not a packed model"):
        PackedModel(tmp_path / "other.bin")


def test_a_long_text_is_cut_as_by_a_tokenizer_that_truncates(packed_file: Path) -> None:
    """Its windows have the same tokens, special ones and places."""
    packed = PackedModel(packed_file)
    whole, truncating = tokenizer_of(packed), tokenizer_of(packed)
    truncating.enable_truncation(packed.positions)
    text = "the bridge query passage: " * 12
    found = cut(whole, whole.encode(text), text, packed.positions)
    wanted = truncating.encode(text)
    assert len(found.overflowing) == len(wanted.overflowing) > 1
    for one, other in zip((found, *found.overflowing), (wanted, *wanted.overflowing), strict=True):
        assert (one.ids, one.offsets) == (other.ids, other.offsets)
        assert one.special_tokens_mask == other.special_tokens_mask
