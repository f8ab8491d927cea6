"""A BERT encoder prepared from its weights is the one that torch runs."""

import json
import shutil
from pathlib import Path
from typing import Any

import numpy as np
import pytest

from retrieval.models.bert import preparation
from retrieval.models.bert.preparation import prepare_bert
from retrieval.models.bert.reference import token_vectors
from retrieval.models.bert.weights import load_bert
from retrieval.models.model_files import ModelFiles
from retrieval.models.openvino.atomic_folder import CannotPrepare, Unsuitable
from retrieval.models.openvino.encoder import OpenVinoEncoder
from retrieval.models.openvino.precision import BFLOAT16, CLOSE, FLOAT32, multiplies_bfloat16
from retrieval.models.openvino.prepared_model import PreparedModel, PreparedModelError
from retrieval.models.sentence_transformer import SentenceTransformerEncoder
from tests import tiny_models

TEXTS = [
    "a",
    "",
    "\x00 \u200b",
    "who paid for the bridge?",
    "Ça coûte 12,50 € — 北京市 🦊",
    "nobody had expected that many visitors on a sunday in november.",
]
LAYOUT: dict[str, Any] = {
    "modules.json": [
        {"idx": 0, "name": "0", "path": "", "type": "sentence_transformers.models.Transformer"},
        {"idx": 1, "name": "1", "path": "1_P", "type": "sentence_transformers.models.Pooling"},
        {"idx": 2, "name": "2", "path": "2_N", "type": "sentence_transformers.models.Normalize"},
    ],
    "1_P/config.json": {"word_embedding_dimension": 32, "pooling_mode_mean_tokens": True},
    "sentence_bert_config.json": {"max_seq_length": 64, "do_lower_case": False},
    "config_sentence_transformers.json": {},
}


@pytest.fixture(scope="module")
def source(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A tiny model as sentence-transformers keeps the bundled one."""
    folder = tiny_models.encoder(tmp_path_factory.mktemp("source") / "tiny")
    for name, content in LAYOUT.items():
        (folder / name).parent.mkdir(exist_ok=True)
        (folder / name).write_text(json.dumps(content))
    return folder


@pytest.fixture(scope="module")
def prepared(source: Path, tmp_path_factory: pytest.TempPathFactory) -> Path:
    folder = tmp_path_factory.mktemp("prepared") / "tiny"
    prepare_bert(str(source), folder, "tiny 1")
    return folder


@pytest.fixture
def changed(source: Path, tmp_path: Path) -> Path:
    """A copy that may be changed."""
    return Path(shutil.copytree(source, tmp_path / "changed"))


def test_vectors_of_texts_and_tokens_are_those_of_sentence_transformers(
    source: Path, prepared: Path
) -> None:
    """Alone and beside longer ones, whose length they are padded to; a question cut at the window,
    a passage in all of its windows."""
    ours = OpenVinoEncoder(prepared, precision=FLOAT32)
    theirs = SentenceTransformerEncoder(ModelFiles(str(source), "tiny 1"))
    for texts in (TEXTS, TEXTS[:1], TEXTS[1:2], [*TEXTS, "letters and more " * 9]):
        questions = ours.encode_questions_with_tokens(texts)
        for (vector, tokens), (wanted, wanted_tokens) in zip(
            questions, theirs.encode_questions_with_tokens(texts), strict=True
        ):
            assert float(vector @ wanted) > 0.99999
            assert tokens.starts.tolist() == wanted_tokens.starts.tolist()
            assert (np.sum(tokens.vectors * wanted_tokens.vectors, axis=1) > 0.9999).all()
    passages, wanted = (encoder.encode_passages(TEXTS[:4]) for encoder in (ours, theirs))
    assert (np.sum(passages * wanted, axis=1) > 0.99999).all()


def test_numpy_agrees_with_torch(source: Path) -> None:
    """What graphs are compared with is right itself."""
    import torch

    from retrieval.models.hugging_face import load_transformer

    ids, types = [2, 40, 41, 9, 55, 3], [0, 0, 0, 1, 1, 1]
    with torch.no_grad():
        wanted = load_transformer(str(source))(
            input_ids=torch.tensor([ids]), token_type_ids=torch.tensor([types])
        ).last_hidden_state[0]
    found = token_vectors(load_bert(source), ids, types)
    assert found.dtype == np.float32
    assert np.allclose(found, wanted.numpy(), atol=1e-5)


def test_float32_and_bfloat16_run_beside_each_other(prepared: Path) -> None:
    """Short texts and long ones, in batches of any size: neither takes the graph that was compiled
    for the other, which would crash the process."""
    if not multiplies_bfloat16():
        pytest.skip("this processor has no instructions for bfloat16")
    encoders = [OpenVinoEncoder(prepared, precision=one) for one in (FLOAT32, BFLOAT16)]
    compiled = {path.relative_to(prepared).parts[1] for path in prepared.glob("compiled/*/*")}
    assert compiled == {FLOAT32, BFLOAT16}
    for number in range(1, 24):
        texts = [("words " * (number * place % 11))[:60] for place in range(number % 7 + 1)]
        exact, rounded = (encoder.encode_passages(texts) for encoder in encoders)
        assert (np.sum(exact * rounded, axis=1) > CLOSE).all()


def test_the_description_says_what_the_model_takes(prepared: Path) -> None:
    """And the precision is chosen before the folder is there."""
    model = PreparedModel.open(prepared)
    assert (model.fingerprint, model.dimension, model.token_dimension) == ("tiny 1", 32, 32)
    assert model.max_tokens == 64
    assert not model.exact
    assert (prepared / "precision.json").is_file()


@pytest.mark.parametrize(
    ("file", "change"),
    [
        ("config.json", {"model_type": "roberta"}),
        ("config.json", {"hidden_act": "relu"}),
        ("config.json", {"position_embedding_type": "relative_key"}),
        ("config.json", {"is_decoder": True}),
        ("1_P/config.json", {"pooling_mode_mean_tokens": False, "pooling_mode_cls_token": True}),
        ("1_P/config.json", {"pooling_mode_max_tokens": True}),
        ("config_sentence_transformers.json", {"prompts": {"query": "query: "}}),
    ],
)
def test_what_the_graph_does_not_express_is_refused(
    changed: Path, tmp_path: Path, file: str, change: dict[str, Any]
) -> None:
    """No folder with vectors that are nearly right."""
    content = json.loads((changed / file).read_text())
    (changed / file).write_text(json.dumps({**content, **change}))
    with pytest.raises(Unsuitable):
        prepare_bert(str(changed), tmp_path / "model", "tiny")
    assert not (tmp_path / "model").exists()


def test_missing_modules_are_refused(changed: Path, tmp_path: Path) -> None:
    """As is a further one, whose work the graph would leave out."""
    modules = LAYOUT["modules.json"]
    for wrong in (modules[:2], [*modules, {**modules[0], "type": "a.Dense"}]):
        (changed / "modules.json").write_text(json.dumps(wrong))
        with pytest.raises(Unsuitable):
            prepare_bert(str(changed), tmp_path / "model", "tiny")


def test_a_graph_that_is_off_is_not_used(
    source: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Wrong weights for the comparison stand for a runtime that computes wrongly."""
    load = load_bert

    def off(folder: Path) -> Any:
        bert = load(folder)
        name = "encoder.layer.1.output.dense.bias"
        wrong = {**bert.weights, name: bert.weights[name] + np.linspace(0, 1, 32, dtype="f")}
        return type(bert)(bert.layers, bert.heads, bert.epsilon, wrong)

    monkeypatch.setattr(
        preparation, "token_vectors", lambda _, *given: token_vectors(off(source), *given)
    )
    with pytest.raises(CannotPrepare, match="cosines down to"):
        prepare_bert(str(source), tmp_path / "model", "tiny")
    with pytest.raises(PreparedModelError):
        OpenVinoEncoder(tmp_path / "model")


def test_a_file_cut_short_is_one_error(changed: Path, tmp_path: Path) -> None:
    """Of whichever library."""
    weights = changed / "model.safetensors"
    weights.write_bytes(weights.read_bytes()[:-100])
    with pytest.raises(CannotPrepare, match="cannot be exported"):
        prepare_bert(str(changed), tmp_path / "model", "tiny")
