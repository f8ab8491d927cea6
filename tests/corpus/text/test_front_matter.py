"""Front matter: the quick parser agrees with YAML."""

from hypothesis import given
from hypothesis import strategies as st

from corpus.text.front_matter import _plain_fields, _yaml_fields, split_front_matter

# Mostly characters that are special in YAML, or where lines are split.
_SIGNS = st.text(st.sampled_from(" \t\r:#'\"-?,[]{}&*!|>%@`~=<.\\_\u00a0\u2028\x85\ufeffé1aÖ年"))
_VALUES = st.one_of(
    _SIGNS,
    st.text(max_size=20),
    st.sampled_from(["2022-10-06", "no", "null", "1e3", "12:30", "https://example.org/a:b#c"]),
)
_NAMES = st.one_of(st.sampled_from(["title", "Title", "date", "<<", "null", "site_name"]), _SIGNS)
_LINES = st.builds(
    lambda name, gap, value: name + gap + value,
    _NAMES,
    st.sampled_from([": ", ":", ":  "]),
    _VALUES,
)


@given(st.lists(_LINES, max_size=4), st.sampled_from(["\n", "\r\n"]))
def test_plain_lines_are_parsed_as_yaml(lines: list[str], end: str) -> None:
    """If the quick parser gives a result, it is the same as PyYAML's."""
    block = "".join(line + end for line in lines)
    quick = _plain_fields(block)
    assert quick is None or quick == _yaml_fields(block)


def test_a_common_header_does_not_need_pyyaml() -> None:
    """Titles with commas and apostrophes, dates, addresses are parsed by the quick parser."""
    block = (
        "title: Exodus puts pressure on Putin, columnist’s paper says\n"
        "published: 2022-10-06\nurl: https://example.org/a?b=c\nlanguage: en\n"
    )
    assert _plain_fields(block) == {
        "title": "Exodus puts pressure on Putin, columnist’s paper says",
        "published": "2022-10-06",
        "url": "https://example.org/a?b=c",
        "language": "en",
    }


def test_a_header_may_be_toml() -> None:
    """As site generators write it; what is no TOML is no header."""
    header = 'title = "Rain: a report"\ndate = 2022-10-06\ntags = ["a"]\n[extra]\nx = 1\n'
    text = f"+++\n{header}+++\nIt fell."
    fields, body = split_front_matter(text)
    assert fields == {"title": "Rain: a report", "date": "2022-10-06", "tags": "a"}
    assert text[body:] == "It fell."
    assert split_front_matter("+++\nIt fell.\n+++\nAnd fell.") == ({}, 0)
