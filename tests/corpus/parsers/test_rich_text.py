"""RTF: what a reader sees of it."""

import pytest

from tests.corpus.parsers.packages import parsed


def text(code: str) -> str:
    data = r"{\rtf1\ansi\ansicpg1252\deff0{\fonttbl{\f0 Arial;}}" + code + "}"
    return parsed(data.encode("cp1252"), "a.rtf").text


@pytest.mark.parametrize(
    ("code", "words"),
    [
        # Hidden and deleted text; a switch that is off, and formatting that ended.
        (r"\pard Seen.{\v A hidden note says 1970.}\par", "Seen."),
        (r"\pard Seen\v  not \v0  too.\par", "Seen too."),
        (r"\pard Seen{\v  not \plain  too}.\par", "Seen too."),
        (r"\pard Seen{\deleted  not \u8212? at all}.\par", "Seen."),
        (r"\pard{\v no\par}Seen.\par", "Seen."),
        # Note marks and exponents are no digits of the number before them.
        (r"\pard Since 1968{\super 1} it has 10{\up6 3} houses, H{\sub 2}O, the 5{\super th}.\par",
         "Since 1968¹ it has 10³ houses, H2O, the 5th."),
        (r"\pard Since 1968\super 1\nosupersub  and 12.\par", "Since 1968¹ and 12."),
        # Numbers that are printed before clauses; bullets are none.
        (r"\pard{\listtext\pard\plain 1.2\tab}Rent is due.\par", "1.2 Rent is due."),
        (r"\pard{\pntext\f0 (a)\tab}{\*\pn\pnlvlbody}Rent is due.\par", "(a) Rent is due."),
        (r"\pard{\listtext\'b7\tab}Rent is due.\par", "Rent is due."),
        # Notes and text boxes stand at the end.
        (r"\pard One{\super\chftn}{\footnote\pard\plain{\super\chftn} The note.} two.\par Three."
         r"\par",
         "One two.\n\nThree.\n\nThe note."),
        (r"\pard One{\shp{\*\shpinst{\sp{\sn x}{\sv 1}}{\shptxt\pard The box.\par}}} two.\par",
         "One two.\n\nThe box."),
        # A drop cap belongs to its word; a formula is read.
        (r"\pard\dropcapli3\dropcapt1 T\par\pard he ferry left.\par", "The ferry left."),
        (r"\pard It carries {\*\moMath{\mr 340}} litres.\par", "It carries 340 litres."),
        (r"\pard {\*\moMath{\mf{\mnum{\mr 1}}{\mden{\mr 2}}}} of it.\par", "1/2 of it."),
        # Line breaks, and characters whose fallback has another length.
        (r"\pard one\line two\par", "one\ntwo"),
        (r"\uc0\pard one\line two\u233  caf\u233\par", "one\ntwoé café"),
        # Pictures are no text, whatever their bytes.
        (r"\pard A{\pict\pngblip 89504e47}{\pict\bin5 {}\x}}B\par", "AB"),
    ],
)  # fmt: skip
def test_the_text_is_what_a_reader_sees(code: str, words: str) -> None:
    """Nothing that is shown is lost, nothing that is hidden is quoted."""
    assert text(code) == words
