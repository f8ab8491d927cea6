"""How much two texts have in common, told from small sketches of them.

A sketch is the smallest of the hashes of a text's runs of words ("bottom-k", Broder 1997: "On the
resemblance and containment of documents"); what two sketches share estimates what the sets of runs
share, |A ∩ B| / |A ∪ B|. With 256 hashes the standard error is 3 points of a hundred at most. One
hash function does what MinHash needs one each for, so that no numpy is wanted, and datasketch
(MIT, but with scipy) is not.
"""

import re
import zlib

_HASHES = 256
_RUN = 3
_WORD = re.compile(r"\w+")

Sketch = tuple[int, ...]


def sketch(text: str) -> Sketch:
    """The sketch of a text: hashes in ascending order, fewer of a short text."""
    words = _WORD.findall(text.casefold())
    runs = {" ".join(words[n : n + _RUN]) for n in range(max(1, len(words) - _RUN + 1))}
    return tuple(sorted({zlib.crc32(run.encode(errors="surrogatepass")) for run in runs})[:_HASHES])


def resemblance(one: Sketch, other: Sketch) -> float:
    """Between 0 (nothing in common) and 1 (the same words).

    >>> round(resemblance(sketch("a b c d e f"), sketch("a b c d e g")), 2)
    0.6
    """
    union = sorted({*one, *other})[:_HASHES]
    both = set(one) & set(other)
    return sum(value in both for value in union) / len(union)
