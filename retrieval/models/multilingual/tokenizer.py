"""Tokenizer of the multilingual model, from its pieces and their scores."""

from typing import Any

from retrieval.models.multilingual.packed_model import PackedModel

_START, _PAD, _END, _UNKNOWN, _MASK = "<s>", "<pad>", "</s>", "<unk>", "<mask>"
SPECIAL = {
    "bos_token": _START,
    "eos_token": _END,
    "cls_token": _START,
    "sep_token": _END,
    "unk_token": _UNKNOWN,
    "pad_token": _PAD,
    "mask_token": _MASK,
}


def tokenizer_of(packed: PackedModel) -> Any:
    """A ``tokenizers.Tokenizer`` without truncation and padding."""
    from tokenizers import (
        AddedToken,
        Regex,
        Tokenizer,
        decoders,
        models,
        normalizers,
        pre_tokenizers,
        processors,
    )

    pieces = list(zip(packed.pieces, packed.scores, strict=True))
    made = Tokenizer(models.Unigram(pieces, packed.unknown_id, False))
    # SentencePiece's "nmt_nfkc", which is a compiled table in the original. These two agree with it
    # on all code points but U+FF5E and U+1F23B.
    made.normalizer = normalizers.Sequence(
        [normalizers.Nmt(), normalizers.NFKC(), normalizers.Replace(Regex(" {2,}"), " ")]
    )
    made.pre_tokenizer = pre_tokenizers.Sequence(
        [pre_tokenizers.WhitespaceSplit(), pre_tokenizers.Metaspace("▁", "always")]
    )
    made.decoder = decoders.Metaspace("▁", "always")
    made.add_special_tokens(
        [
            *(
                AddedToken(one, special=True, normalized=False)
                for one in (_START, _PAD, _END, _UNKNOWN)
            ),
            AddedToken(_MASK, lstrip=True, special=True, normalized=False),
        ]
    )
    made.post_processor = processors.TemplateProcessing(
        single=f"{_START} $A {_END}",
        pair=f"{_START} $A {_END} {_END} $B {_END}",
        special_tokens=[(one, packed.pieces.index(one)) for one in (_START, _END)],
    )
    return made
