"""Tokenizers from their files; a large one is loaded once a process.

The multilingual model's takes 0.3 GB and half a second, and encoder and reader have the same.
"""

import threading
from pathlib import Path
from typing import Any

# Bytes of a file from which its tokenizer is shared. A shared one must not be changed.
_LARGE = 4_000_000
_loading = threading.Lock()
_shared: dict[str, Any] = {}


def load_tokenizer(path: Path, digest: str) -> Any:
    """The tokenizer in a file with this SHA-256. Raises what the library raises."""
    from tokenizers import Tokenizer

    if path.stat().st_size < _LARGE:
        return Tokenizer.from_file(str(path))
    with _loading:
        if digest not in _shared:
            _shared[digest] = Tokenizer.from_file(str(path))
        return _shared[digest]


def cut(tokenizer: Any, encoding: Any, text: str, most: int | None) -> Any:
    """A text's encoding, cut at ``most`` tokens (special ones included) with the rest in its
    ``overflowing``, as a tokenizer does that truncates. ``encoding``: by this one, which need not.
    """
    if most is None or len(encoding) <= most or encoding.overflowing:
        return encoding
    bare = tokenizer.encode(text, add_special_tokens=False)
    bare.truncate(most - tokenizer.num_special_tokens_to_add(False))
    return tokenizer.post_process(bare)
