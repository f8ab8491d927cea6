"""Network of the bundled reader, and the format of its weights.

It is the bundled embedding model's transformer, trained further on question and passage together,
with two heads: on the first token's vector, whether the passage answers; on each token's, whether
the answer starts there, whether it ends there, and whether the token's sentence answers (a
sentence's logit is the mean of its tokens'). Stored is only the difference from the bundled
weights: of matrices in 8 bits, with a scale for each row; of everything else in 16 bits. Word and
position embeddings are the English model's, unchanged.
"""

from pathlib import Path
from typing import Any

from retrieval.models.hugging_face import load_transformer
from retrieval.readers.input import TOKEN_OUTPUTS
from retrieval.readers.weights import BODY, SCALE, load_reader_weights

# Parts of the English model that are not trained.
FROZEN = ("embeddings.word_embeddings.", "embeddings.position_embeddings.")


def network(base: str, attention: str = "eager", outputs: int = TOKEN_OUTPUTS) -> Any:
    """An untrained network over the transformer at ``base``: a torch Module. In: token ids, mask
    and types, each (batch, tokens). Out: the passages' logits (batch, 1), and the tokens' logits
    (batch, tokens, outputs).
    """
    import torch

    class Network(torch.nn.Module):  # type: ignore[misc]
        def __init__(self) -> None:
            super().__init__()
            self.body = load_transformer(base, attention)
            width = self.body.config.hidden_size
            self.passage = torch.nn.Linear(width, 1)
            self.ends = torch.nn.Linear(width, outputs)

        def forward(self, ids: Any, mask: Any, types: Any) -> tuple[Any, Any]:
            return self.heads(self.vectors(ids, mask, types))

        def vectors(self, ids: Any, mask: Any, types: Any) -> Any:
            return self.body(
                input_ids=ids, attention_mask=mask, token_type_ids=types
            ).last_hidden_state

        def heads(self, vectors: Any) -> tuple[Any, Any]:
            return self.passage(vectors[:, 0]), self.ends(vectors)

    return Network()


def save_difference(trained: Any, base: str, path: Path, notes: dict[str, str]) -> None:
    """Writes the difference from the transformer at ``base`` as safetensors, with ``notes`` in
    the header."""
    import torch
    from safetensors.torch import save_file

    before = load_transformer(base).state_dict()
    kept: dict[str, Any] = {}
    for name, now in trained.state_dict().items():
        inner = name.removeprefix(BODY)
        if inner.startswith(FROZEN):
            continue
        if inner not in before:  # a head
            kept[name] = now.to(torch.float16)
            continue
        difference = now.float() - before[inner].float()
        if not difference.any():
            continue
        if difference.dim() == 2 and difference.shape[0] > 2:
            scale = difference.abs().amax(dim=1, keepdim=True).clamp_min(1e-12) / 127
            kept[name] = (difference / scale).round().to(torch.int8)
            kept[name + SCALE] = scale.to(torch.float32)
        else:
            kept[name] = difference.to(torch.float16)
    save_file({name: one.contiguous() for name, one in kept.items()}, path, metadata=notes)


def load_difference(base: str, path: Path) -> Any:
    """The saved network, over the same ``base``: a torch Module in evaluation mode. Raises what
    safetensors raises, and RuntimeError where the weights do not fit ``base``."""
    import torch

    kept = load_reader_weights(base, path)
    made = network(base, "sdpa", len(kept.heads["ends.bias"]))
    body = {BODY + name: value for name, value in kept.body.weights.items()}
    state = {name: torch.from_numpy(one) for name, one in {**body, **kept.heads}.items()}
    made.load_state_dict(state)
    return made.float().eval().requires_grad_(False)
