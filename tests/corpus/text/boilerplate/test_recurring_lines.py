"""Recurring lines: boilerplate and background are told apart."""

from corpus.text.boilerplate.boilerplate import boilerplate_of
from corpus.text.boilerplate.recurring_lines import recurring_boilerplate, recurring_lines_of
from corpus.text.boilerplate.spans import BoilerplateKind
from corpus.text.near_duplicates import jaccard_similarity, sketch

NAMES = [
    "Dover",
    "Deal",
    "Ramsgate",
    "Margate",
    "Hythe",
    "Ashford",
    "Whitstable",
    "Sandwich",
    "Rye",
    "Canterbury",
]
VERBS = [
    "flooded",
    "rebuilt",
    "sold",
    "painted",
    "closed",
    "visited",
    "praised",
    "burnt",
    "searched",
    "renamed",
]


def article(number: int, *, head: str = "", inside: str = "", foot: str = "") -> str:
    """An article with different words for every number; ``head``, ``inside``, ``foot``: extra
    lines."""
    town, verb = NAMES[number % 10], VERBS[(number * 3 + number // 10) % 10]
    parts = [
        f"The {town} pier is {verb}",
        head,
        f"The pier at {town} was {verb} on day {number} of the year, said the keeper of number "
        f"{number * 7} in {NAMES[(number + 3) % 10]}, who had {VERBS[(number + 1) % 10]} it.",
        inside,
        f"Nobody in {NAMES[(number + 5) % 10]} had {VERBS[(number + 4) % 10]} {number * 13} boats "
        f"in a week like that of the {number}th storm.",
        foot,
    ]
    return "\n\n".join(part for part in parts if part) + "\n"


def recurring_in(texts: list[str]) -> list[list[str]]:
    """The recurring lines found in each of a publisher's articles."""
    recurring_lines = recurring_lines_of(texts)
    found = [recurring_boilerplate(text, recurring_lines, boilerplate_of(text)) for text in texts]
    assert all(one.kind is BoilerplateKind.RECURRING for part in found for one in part)
    return [[one.of(text).strip() for one in part] for text, part in zip(texts, found, strict=True)]


def test_lines_at_the_edges_of_articles_are_boilerplate() -> None:
    """Labels from three articles on, sentences from four on."""
    label, sentence = "Kent Daily newsroom", "Every day we bring you the best of Kent."
    texts = [article(n, head=label, foot=f"{sentence}\n\n{label}") for n in range(4)]
    assert recurring_in(texts) == [[label, sentence, label]] * 4
    assert recurring_in(texts[:3]) == [[label, label]] * 3
    assert recurring_in(texts[:2]) == [[]] * 2


def test_recurring_background_is_kept() -> None:
    """A sentence inside many articles, or at the end of a few, may answer a question."""
    background = "Kent was flooded in the spring of that year."
    texts = [article(n, inside=background if n < 6 else "") for n in range(9)]
    assert recurring_in(texts) == [[]] * 9
    texts = [article(n, foot="No one was hurt." if n < 4 else "") for n in range(9)]
    assert recurring_in(texts) == [[]] * 9


def test_lines_in_nearly_all_articles_are_boilerplate_inside_too() -> None:
    """A label in six of ten articles, or a sentence in nine, need not be at an edge."""
    label, sentence = "Advertising feature", "The BBC is not responsible for other sites."
    texts = [article(n, inside=label if n % 3 else sentence) for n in range(9)]
    assert recurring_in(texts) == [[label] if n % 3 else [] for n in range(9)]
    texts = [article(n, inside=sentence) for n in range(9)]
    assert recurring_in(texts) == [[sentence]] * 9


def test_list_items_and_lines_with_numbers_are_kept() -> None:
    """They are the content of recipes and tables."""
    texts = [article(n, head="- Salt\n- Butter", foot="2 eggs\n\nTotal 12") for n in range(6)]
    assert recurring_in(texts) == [[]] * 6


def test_copyright_lines_may_differ_in_their_year() -> None:
    """The line recurs although the year changes."""
    texts = [article(n, foot=f"© 202{n} Kent Daily") for n in range(4)]
    assert recurring_in(texts) == [[f"© 202{n} Kent Daily"] for n in range(4)]


def test_copies_of_one_article_have_no_recurring_lines() -> None:
    """Copies and edited reposts count as one article."""
    texts = [
        article(1, foot="The mayor"),
        *(article(1, foot="The mayor\n\nMore") for _ in range(5)),
    ]
    assert recurring_in(texts) == [[]] * 6


def test_an_edge_ends_at_the_first_line_of_content() -> None:
    """A recurring line between lines of content is kept; beside a share prompt it is at the
    edge."""
    label = "Kent Daily newsroom"
    texts = [article(n, foot=f"{label}\n\nShare this article") for n in range(3)]
    amid = article(7, inside=label)
    recurring_lines = recurring_lines_of([*texts, *(article(n) for n in range(10, 15))])
    assert label.casefold() in recurring_lines.edge
    assert not recurring_lines.anywhere
    assert recurring_boilerplate(amid, recurring_lines) == []
    assert [
        one.of(texts[0]).strip()
        for one in recurring_boilerplate(texts[0], recurring_lines, boilerplate_of(texts[0]))
    ][:1] == [label]


def test_the_estimate_is_near_the_jaccard_similarity() -> None:
    """Within 0.1 of the exact share of common runs of three words."""
    words = [f"word{number}" for number in range(3000)]
    for changed in (0, 100, 500, 1500, 3000):
        other = [f"other{number}" for number in range(changed)] + words[changed:]
        runs = [set(zip(one, one[1:], one[2:], strict=False)) for one in (words, other)]
        exact = len(runs[0] & runs[1]) / len(runs[0] | runs[1])
        found = jaccard_similarity(sketch(" ".join(words)), sketch(" ".join(other)))
        assert abs(found - exact) < 0.1, changed
    assert jaccard_similarity(sketch(""), sketch("")) == 1
    assert jaccard_similarity(sketch("one"), sketch("two")) == 0
