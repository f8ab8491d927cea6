"""Documents as they come: several scripts, odd characters, any line ends."""

from hypothesis import strategies as st

_WORDS = {
    "latin": ["The", "minister", "said", "Mr.", "Oct. 1", "U.S.", "don't", "café", "naïve", "57%"],
    "cyrillic": ["Президент", "сказал", "женщин", "Украïна", "мобилизация", "г.", "17"],
    "cjk": ["北京", "大学", "の", "東京", "회의", "中国", "人民"],
    "emoji": ["👨‍👩‍👧", "🇺🇦", "👍🏽", "😀", "1️⃣", "𝛙"],
    "marks": [
        "e\u0301",
        "Z\u0351\u036b\u0343a\u0315lgo\u0322",
        "नि",
        "ำ",
        "\u200d",
        "\ufeff",
        "\xa0",
    ],
    "odd": ["—", "“", "”", "»", "«", "(", ")", "…", "\x1b[31m", "\x07", "\u202e", "\u2028", "\x85"],
}
_ENDS = [
    ". ",
    "! ",
    "? ",
    "。",
    "！",
    ".” ",
    ".\n",
    "… ",
    " ",
    ".",
    "\n",
    "\r\n",
    "\n\n",
    "\r\n\r\n",
]
_STARTS = ["", "", "", "- ", "# ", "## ", "• ", "1. ", "   ", "\t", "> "]


def _sentence(script: str) -> st.SearchStrategy[str]:
    alphabet = _WORDS[script] + _WORDS["latin"][:3] + _WORDS["odd"]
    return st.builds(
        lambda start, words, end: start + " ".join(words) + end,
        st.sampled_from(_STARTS),
        st.lists(st.sampled_from(alphabet), min_size=1, max_size=25),
        st.sampled_from(_ENDS),
    )


def texts(min_size: int = 1, max_size: int = 30) -> st.SearchStrategy[str]:
    """Texts with sentences, headings, lists and line ends of all kinds; never only white space."""
    one_script = st.sampled_from(sorted(_WORDS)).flatmap(
        lambda script: st.lists(_sentence(script), min_size=min_size, max_size=max_size)
    )
    built = st.one_of(one_script.map("".join), st.text(min_size=1, max_size=200))
    return built.map(lambda text: text.replace("\x00", "")).filter(lambda text: bool(text.strip()))
