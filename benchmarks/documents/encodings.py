"""Encodings: short texts in old encodings that are read without an error.

    python -m benchmarks.documents.encodings [--half tuning|reporting] [--wrong NAME]

The sentences of ``encodings.toml``, in 17 European languages and in five with other scripts, are
encoded as files and mail were before UTF-8: one at a time, in pairs, and all together. A text is
right where every character is. "Rare" are the code pages of DOS and of the old Macintosh.
"""

import argparse
import time
import tomllib
from collections import Counter
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from importlib.util import find_spec
from pathlib import Path

from corpus.errors import SourceError
from corpus.text.encodings.decoding import decode

OTHER_SCRIPTS = frozenset(("ar", "he", "ja", "ko", "zh"))
GROUPS = ("17 languages", "other scripts", "rare")

Decoder = Callable[[bytes], str | None]


@dataclass(frozen=True, slots=True)
class Sample:
    """A text, and how it is encoded."""

    group: str
    language: str
    encoding: str
    text: str

    @property
    def data(self) -> bytes:
        """The bytes of the file."""
        return self.text.encode(self.encoding)


def samples(half: str) -> Iterator[Sample]:
    """The texts that can be written in their encodings, and in which it makes a difference."""
    written = tomllib.loads(Path(__file__).with_suffix(".toml").read_text("utf-8"))
    for language, found in written.items():
        for sentences in (
            found[name] for name in ("tuning", "reporting") if half in (name, "both")
        ):
            pairs = [" ".join(sentences[n : n + 2]) for n in range(0, len(sentences), 2)]
            for text in (*sentences, *pairs, " ".join(sentences)):
                for encoding in (*found["encodings"], *found.get("rare", ())):
                    is_rare = encoding not in found["encodings"]
                    group = GROUPS[2 if is_rare else language in OTHER_SCRIPTS]
                    if not text.isascii() and _is_encodable(text, encoding):
                        yield Sample(group, language, encoding, text)


def _is_encodable(text: str, encoding: str) -> bool:
    try:
        text.encode(encoding)
    except UnicodeEncodeError:
        return False
    return True


def decoders() -> dict[str, Decoder]:
    """Pullquote's, and the detectors that are installed."""
    others = {
        "chardet": _chardet,
        "charset_normalizer": _charset_normalizer,
        "chardetng_py": _chardetng,
        "cchardet": _cchardet,
    }
    there = {name: decoder for name, decoder in others.items() if find_spec(name)}
    return {"pullquote": _pullquote, **there}


def _pullquote(data: bytes) -> str | None:
    try:
        return decode(data, "file").text
    except SourceError:
        return None


def _chardet(data: bytes) -> str | None:
    import chardet

    return _decoded(data, chardet.detect(data)["encoding"])


def _charset_normalizer(data: bytes) -> str | None:
    from charset_normalizer import from_bytes

    best = from_bytes(data).best()
    return None if best is None else _decoded(data, best.encoding)


def _chardetng(data: bytes) -> str | None:
    from chardetng_py import detect

    return _decoded(data, detect(data, allow_utf8=True))


def _cchardet(data: bytes) -> str | None:
    import cchardet

    return _decoded(data, cchardet.detect(data)["encoding"])


def _decoded(data: bytes, encoding: str | None) -> str | None:
    try:
        return data.decode(encoding) if encoding else None
    except (LookupError, UnicodeError):
        return None


def main() -> None:
    parser = argparse.ArgumentParser(description=(__doc__ or "").splitlines()[0])
    parser.add_argument("--half", choices=("tuning", "reporting", "both"), default="both")
    parser.add_argument("--wrong", help="show what this decoder gets wrong")
    options = parser.parse_args()
    texts = list(samples(options.half))
    asked = Counter(one.group for one in texts)
    print(f"| decoder | {' | '.join(GROUPS)} | ms a text |")
    print("|---|" + "---|" * (len(GROUPS) + 1))
    for name, decoder in decoders().items():
        decoder(texts[0].data)  # imports
        start = time.perf_counter()
        found = [decoder(one.data) for one in texts]
        took = 1000 * (time.perf_counter() - start) / len(texts)
        pairs = list(zip(texts, found, strict=True))
        right = Counter(one.group for one, text in pairs if text == one.text)
        figures = (f"{right[one] / asked[one]:.1%} of {asked[one]}" for one in GROUPS)
        print(f"| {name} | {' | '.join(figures)} | {took:.2f} |")
        for one, text in pairs:
            if options.wrong == name and text != one.text:
                print(f"    {one.language} {one.encoding}: {one.text[:50]!r} -> {text!r:.50}")


if __name__ == "__main__":
    main()
