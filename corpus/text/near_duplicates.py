"""Near-duplicate documents: Jaccard similarity, estimated from small sketches.

A sketch is the smallest hashes of a text's shingles, its runs of three words ("bottom-k", Broder
1997: "On the resemblance and containment of documents"). What two sketches share estimates what the
sets of shingles share, |A ∩ B| / |A ∪ B|. With 256 hashes the standard error is 3 points of a
hundred at most. One hash function does the work of MinHash's many, so neither numpy nor datasketch
(MIT, with scipy) is needed.
"""

import heapq
import re
import zlib

_HASHES = 256
_SHINGLE = 3  # words
_WORD = re.compile(r"\w+")

Sketch = frozenset[int]


def sketch(text: str) -> Sketch:
    """The sketch of a text; for a short text, all its hashes."""
    words = _WORD.findall(text.casefold())
    shingles = {" ".join(words[n : n + _SHINGLE]) for n in range(max(1, len(words) - _SHINGLE + 1))}
    hashes = {zlib.crc32(one.encode(errors="surrogatepass")) for one in shingles}
    return frozenset(heapq.nsmallest(_HASHES, hashes))


def jaccard_similarity(one: Sketch, other: Sketch) -> float:
    """Between 0 (no shingle in common) and 1 (the same shingles).

    >>> round(jaccard_similarity(sketch("a b c d e f"), sketch("a b c d e g")), 2)
    0.6
    """
    union = heapq.nsmallest(_HASHES, one | other)
    return len((one & other).intersection(union)) / len(union)


def are_near_duplicates(one: Sketch, other: Sketch, threshold: float) -> bool:
    """Whether their similarity reaches the threshold. Fast if it does not."""
    # The intersection is at most what both have; the union is at least the larger of them.
    if len(one & other) < threshold * max(len(one), len(other)):
        return False
    return jaccard_similarity(one, other) >= threshold
