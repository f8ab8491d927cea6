"""How much two texts have in common, told from small sketches of them.

A sketch is the smallest of the hashes of a text's runs of words ("bottom-k", Broder 1997: "On the
resemblance and containment of documents"); what two sketches share estimates what the sets of runs
share, |A ∩ B| / |A ∪ B|. With 256 hashes the standard error is 3 points of a hundred at most. One
hash function does what MinHash needs one each for, so that no numpy is wanted, and datasketch
(MIT, but with scipy) is not.
"""

import heapq
import re
import zlib

_HASHES = 256
_RUN = 3
_WORD = re.compile(r"\w+")

Sketch = frozenset[int]


def sketch(text: str) -> Sketch:
    """The sketch of a text; of a short text, all its hashes."""
    words = _WORD.findall(text.casefold())
    runs = {" ".join(words[n : n + _RUN]) for n in range(max(1, len(words) - _RUN + 1))}
    hashes = {zlib.crc32(run.encode(errors="surrogatepass")) for run in runs}
    return frozenset(heapq.nsmallest(_HASHES, hashes))


def resemblance(one: Sketch, other: Sketch) -> float:
    """Between 0 (nothing in common) and 1 (the same words).

    >>> round(resemblance(sketch("a b c d e f"), sketch("a b c d e g")), 2)
    0.6
    """
    union = heapq.nsmallest(_HASHES, one | other)
    return len((one & other).intersection(union)) / len(union)


def resemble(one: Sketch, other: Sketch, least: float) -> bool:
    """Whether they do so at least so much. Quick where they do not."""
    # No more can be in both than what is; and the union has no fewer than the larger of them.
    if len(one & other) < least * max(len(one), len(other)):
        return False
    return resemblance(one, other) >= least
