"""OpenDocument texts: automatic numbers, and what a reader sees."""

import pytest

from tests.corpus.parsers.packages import odt, parsed

STYLES = """
<style:style style:name="Up" style:family="text"><style:text-properties
  style:text-position="super 58%"/></style:style>
<style:style style:name="Down" style:family="text"><style:text-properties
  style:text-position="sub 58%"/></style:style>
<style:style style:name="Gone" style:family="text"><style:text-properties
  text:display="none"/></style:style>
<style:style style:name="GoneToo" style:family="paragraph" style:parent-style-name="Parent"/>
<style:style style:name="Parent" style:family="paragraph"><style:text-properties
  text:display="none"/></style:style>
<text:list-style style:name="L"><text:list-level-style-number text:level="1" style:num-format="1"
  style:num-suffix="."/><text:list-level-style-number text:level="2" style:num-format="1"
  text:display-levels="2"/><text:list-level-style-number text:level="3" style:num-format="a"
  style:num-prefix="(" style:num-suffix=")"/></text:list-style>
<text:list-style style:name="B"><text:list-level-style-bullet text:level="1"
  text:bullet-char="•"/></text:list-style>
<text:outline-style><text:outline-level-style text:level="1" style:num-format="I"/>
<text:outline-level-style text:level="2" style:num-format="1" text:display-levels="2"/>
</text:outline-style>
"""


def text(body: str, **parts: str) -> str:
    return parsed(odt(body, STYLES, **parts), "a.odt").text


def item(*content: str, more: str = "") -> str:
    return f"<text:list-item {more}>{''.join(content)}</text:list-item>"


def items(*content: str, more: str = "") -> str:
    return f"<text:list {more}>{''.join(content)}</text:list>"


def p(words: str, style: str = "") -> str:
    return f'<text:p text:style-name="{style}">{words}</text:p>'


def test_a_clause_has_its_number() -> None:
    """Levels count as a writer program shows them; a list may go on after other text."""
    body = (
        items(item(p("Rent"), items(item(p("Due monthly.")), item(p("Late rent bears interest."),
              items(item(p("Four percent.")), item(p("At once.")))))), item(p("Repairs")),
              more='text:style-name="L" xml:id="one"')
        + p("Between.")
        + items(item(items(item(p("The roof is the owner’s.")))),
                more='text:style-name="L" text:continue-list="one"')
        + items(item(p("Another"), more='text:start-value="7"'), item(p("One"), p("more")),
                more='text:style-name="L"')
        + items(item(p("A bullet")), more='text:style-name="B"')
    )  # fmt: skip
    assert text(body).split("\n\n") == [
        "1. Rent", "1.1 Due monthly.", "1.2 Late rent bears interest.", "(a) Four percent.",
        "(b) At once.", "2. Repairs", "Between.", "2.1 The roof is the owner’s.", "7. Another",
        "8. One", "more", "A bullet",
    ]  # fmt: skip


def test_headings_have_their_numbers() -> None:
    """Those of the outline, in the outline too."""
    document = parsed(
        odt(
            '<text:h text:outline-level="1">Scope</text:h>'
            '<text:h text:outline-level="2">Persons</text:h><text:p>A day is a day.</text:p>'
            '<text:h text:outline-level="1" text:is-list-header="true">Preface</text:h>'
            '<text:h text:outline-level="1">Terms</text:h><text:p>A term is a term.</text:p>',
            STYLES,
        ),
        "a.odt",
    )
    labels = [(one.label, one.level) for one in document.outline]
    assert labels == [("I Scope", 1), ("I.1 Persons", 2), ("Preface", 1), ("II Terms", 1)]


@pytest.mark.parametrize(
    ("body", "words"),
    [
        (p('Since 1968<text:span text:style-name="Up">1</text:span>.'), "Since 1968¹."),
        (p('H<text:span text:style-name="Down">2</text:span>O'), "H2O"),
        (p('Seen<text:span text:style-name="Gone"> not</text:span>.'), "Seen."),
        (p("Hidden.", "GoneToo") + p("Seen."), "Seen."),
        ('<text:section text:display="none">' + p("Hidden.") + "</text:section>" + p("Seen."),
         "Seen."),
        (p("<text:ruby><text:ruby-base>東京</text:ruby-base><text:ruby-text>とうきょう"
           "</text:ruby-text></text:ruby>は首都です。"), "東京は首都です。"),
        (p("i<text:span>Phone</text:span>"), "iPhone"),
        (p("two<text:line-break/>lines"), "two\nlines"),
        (p('a <text:s text:c="3"/>b<text:tab/>c'), "a b c"),
        (p('The text <draw:frame><draw:text-box><text:p>The box.</text:p><text:p>Its end.</text:p>'
           "</draw:text-box></draw:frame>goes on."), "The text goes on.\n\nThe box.\n\nIts end."),
        (p("One<text:note><text:note-citation>1</text:note-citation><text:note-body>"
           "<text:p>The note.</text:p></text:note-body></text:note> two.") + p("Three."),
         "One two.\n\nThree.\n\nThe note."),
        (p('It carries <draw:frame><draw:object xlink:href="./Object 1"/></draw:frame> litres.'),
         "It carries 340/2 litres."),
    ],
)  # fmt: skip
def test_the_text_is_what_a_reader_sees(body: str, words: str) -> None:
    """Nothing that is shown is lost, nothing that is hidden is quoted."""
    formula = (
        '<math xmlns="http://www.w3.org/1998/Math/MathML"><semantics><mfrac><mn>340</mn><mn>2</mn>'
        "</mfrac><annotation>340 over 2</annotation></semantics></math>"
    )
    assert text(body, Object_1=formula) == words
