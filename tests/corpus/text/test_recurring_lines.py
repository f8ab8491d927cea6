"""What recurs from article to article, and whether it is recurring lines or news."""

from corpus.text.boilerplate import BoilerplateKind, boilerplate_of
from corpus.text.near_duplicates import jaccard_similarity, sketch
from corpus.text.recurring_lines import recurring_boilerplate, recurring_lines_of

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
    """An article of its own words, with lines of recurring lines where they are wanted."""
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


def noise_in(texts: list[str]) -> list[list[str]]:
    """The recurring lines that are found in each of a publisher's articles."""
    recurring_lines = recurring_lines_of(texts)
    found = [recurring_boilerplate(text, recurring_lines, boilerplate_of(text)) for text in texts]
    assert all(one.kind is BoilerplateKind.RECURRING for part in found for one in part)
    return [[one.of(text).strip() for one in part] for text, part in zip(texts, found, strict=True)]


def test_what_stands_under_every_article_is_furniture() -> None:
    """Labels from three articles on, sentences from four on."""
    label, sentence = "Kent Daily newsroom", "Every day we bring you the best of Kent."
    texts = [article(n, head=label, foot=f"{sentence}\n\n{label}") for n in range(4)]
    assert noise_in(texts) == [[label, sentence, label]] * 4
    assert noise_in(texts[:3]) == [[label, label]] * 3
    assert noise_in(texts[:2]) == [[]] * 2


def test_background_told_again_is_no_furniture() -> None:
    """A sentence inside many articles is what somebody may ask for, and so is one that ends a few
    of them."""
    background = "Kent was flooded in the spring of that year."
    texts = [article(n, inside=background if n < 6 else "") for n in range(9)]
    assert noise_in(texts) == [[]] * 9
    texts = [article(n, foot="No one was hurt." if n < 4 else "") for n in range(9)]
    assert noise_in(texts) == [[]] * 9


def test_what_stands_in_nearly_all_articles_is_furniture_inside_too() -> None:
    """Where a line is in six of ten articles, or a sentence in nine, it needs no edge."""
    label, sentence = "Advertising feature", "The BBC is not responsible for other sites."
    texts = [article(n, inside=label if n % 3 else sentence) for n in range(9)]
    assert noise_in(texts) == [[label] if n % 3 else [] for n in range(9)]
    texts = [article(n, inside=sentence) for n in range(9)]
    assert noise_in(texts) == [[sentence]] * 9


def test_lists_and_figures_are_no_furniture() -> None:
    """What recipes and tables share is what they say."""
    texts = [article(n, head="- Salt\n- Butter", foot="2 eggs\n\nTotal 12") for n in range(6)]
    assert noise_in(texts) == [[]] * 6


def test_the_year_of_a_copyright_may_change() -> None:
    """That line recurs though its figure does not."""
    texts = [article(n, foot=f"© 202{n} Kent Daily") for n in range(4)]
    assert noise_in(texts) == [[f"© 202{n} Kent Daily"] for n in range(4)]


def test_one_article_many_times_has_no_furniture() -> None:
    """Copies and edited reposts count as one: what they share is their news."""
    texts = [
        article(1, foot="The mayor"),
        *(article(1, foot="The mayor\n\nMore") for _ in range(5)),
    ]
    assert noise_in(texts) == [[]] * 6


def test_an_edge_goes_as_far_as_there_is_nothing_else() -> None:
    """A recurring line amid the news is left in; behind a share prompt it is still an edge."""
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


def test_similarity_is_near_what_it_estimates() -> None:
    """Against the exact share of common runs of three words, within a few points."""
    words = [f"word{number}" for number in range(3000)]
    for changed in (0, 100, 500, 1500, 3000):
        other = [f"other{number}" for number in range(changed)] + words[changed:]
        runs = [set(zip(one, one[1:], one[2:], strict=False)) for one in (words, other)]
        exact = len(runs[0] & runs[1]) / len(runs[0] | runs[1])
        found = jaccard_similarity(sketch(" ".join(words)), sketch(" ".join(other)))
        assert abs(found - exact) < 0.1, changed
    assert jaccard_similarity(sketch(""), sketch("")) == 1
    assert jaccard_similarity(sketch("one"), sketch("two")) == 0
