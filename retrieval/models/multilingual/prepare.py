"""Preparation of the multilingual model for OpenVINO, from its packed file."""

from pathlib import Path

from retrieval.models.bert.preparation import write_prepared
from retrieval.models.multilingual.packed_model import PackedModel
from retrieval.models.multilingual.tokenizer import tokenizer_of
from retrieval.models.openvino.atomic_folder import CannotPrepare, atomic_folder

# What the model expects before a question and before a passage.
PROMPTS = "query: ", "passage: "
_PAD = "<pad>"


def prepare_multilingual(location: str, folder: Path, fingerprint: str) -> None:
    """Writes ``folder`` for OpenVinoEncoder, from the packed file at ``location``. Takes some five
    seconds and 0.8 GB. Otherwise as ``export.prepare``."""
    with atomic_folder(folder, "the multilingual model") as draft:
        try:
            packed = PackedModel(Path(location))
        except (OSError, ValueError) as error:
            raise CannotPrepare(f"{location} cannot be read: {error}") from error
        # Without truncation, so that the reader can have the same; the encoder cuts.
        write_prepared(
            draft,
            packed.bert(),
            tokenizer_of(packed),
            fingerprint,
            packed.positions,
            prompts=PROMPTS,
            pad=_PAD,
        )
