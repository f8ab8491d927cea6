"""Example questions: from the documents, and only those that they answer."""

from bot.questions.example_questions import Templates, example_questions
from tests.fakes import document

TEMPLATES: Templates = {
    "said": "What did {} say?".format,
    "about": "What is known about {}?".format,
    "title": "What is known about “{}”?".format,
}
FAQ = document("# Questions\n\n## How long does a repair take?\n\nTwo weeks.\n", "a.md")
NEWS = document(
    "The storm came at night. “We had an hour’s warning,” said Joan Pratt, a farmer. The council’s "
    "leader, Mark Hale, was in Dover with Mark Hale’s deputy.\n",
    "b.md",
    title="Storms over Kent",
)
PLAIN = document("Ferries sail at noon.\n", "c.md", title="Ferries in winter")
NAMELESS = document("Ferries sail at noon.\n", "d.md")


def test_the_best_question_of_each_document() -> None:
    """One that a document asks itself, then one about somebody it quotes, then its title."""
    assert example_questions([FAQ, NEWS, PLAIN, NAMELESS], TEMPLATES, lambda _: True) == [
        "How long does a repair take?",
        "What did Joan Pratt say?",
        "What is known about “Ferries in winter”?",
    ]


def test_long_titles_come_last() -> None:
    """And the longest not at all."""
    long = document(
        "Ferries sail.\n", "e.md", title="Ferries in winter, in spring, in summer and in autumn"
    )
    longest = document("Ferries sail.\n", "f.md", title="Ferries " * 12)
    assert example_questions([long, longest, PLAIN], TEMPLATES, lambda _: True) == [
        "What is known about “Ferries in winter”?",
        f"What is known about “{long.title}”?",
    ]


def test_only_what_is_answered_is_offered() -> None:
    """Where the best is not, the next is tried; of one document alone, there are several."""
    tried: list[str] = []

    def is_answered(question: str) -> bool:
        tried.append(question)
        return "Joan" not in question

    assert example_questions([NEWS], TEMPLATES, is_answered) == [
        "What is known about Mark Hale?",
        "What is known about “Storms over Kent”?",
    ]
    assert len(tried) == len(set(tried))
    assert example_questions([NEWS, FAQ], TEMPLATES, lambda _: False) == []
    assert example_questions([], TEMPLATES, lambda _: True) == []


def test_what_an_interviewer_asks_is_no_example() -> None:
    """Who is asked is not in the question; the next question is."""
    interview = document(
        "Wikinews: What first attracted you to researching ants?\n\nI like them very much.\n\n"
        "What do ants eat in winter?\n\nNothing at all.\n",
        "e.txt",
    )
    assert example_questions([interview], TEMPLATES, lambda _: True) == [
        "What do ants eat in winter?"
    ]


def test_a_name_behind_an_article_is_no_persons() -> None:
    """ "What did District Council say?" is not English; "the" belongs to the name."""
    text = (
        "Repairs are due, says the District Council. “Soon,” said the District Council, known as "
        "“Super District Council” for that.\n"
    )
    about = document(text, "f.txt", title="Repairs")
    assert example_questions([about], TEMPLATES, lambda _: True) == [
        "What is known about “Repairs”?"
    ]
