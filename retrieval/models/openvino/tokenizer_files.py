"""Tokenizers from their files, each loaded once a process.

Encoder and reader have the same. The multilingual model's takes 0.3 GB and half a second.
"""

import threading
from pathlib import Path
from typing import Any

_loading = threading.Lock()
_shared: dict[str, Any] = {}


def load_tokenizer(path: Path, digest: str) -> Any:
    """The tokenizer in a file with this SHA-256, which whoever uses it must not change. Raises what
    the library raises."""
    from tokenizers import Tokenizer

    with _loading:
        if digest not in _shared:
            _shared[digest] = Tokenizer.from_file(str(path))
        return _shared[digest]


def whole_tokenizer(path: Path) -> Any:
    """The tokenizer in a file, without its truncation and padding."""
    from tokenizers import Tokenizer

    tokenizer = Tokenizer.from_file(str(path))
    tokenizer.no_truncation()
    tokenizer.no_padding()
    return tokenizer


def cut(tokenizer: Any, encoding: Any, text: str, most: int | None) -> Any:
    """A text's encoding, cut at ``most`` tokens (special ones included) with the rest in its
    ``overflowing``, as a tokenizer does that truncates. ``encoding``: by this one, which need not.
    """
    if most is None or len(encoding) <= most or encoding.overflowing:
        return encoding
    bare = tokenizer.encode(text, add_special_tokens=False)
    bare.truncate(most - tokenizer.num_special_tokens_to_add(False))
    return tokenizer.post_process(bare)
