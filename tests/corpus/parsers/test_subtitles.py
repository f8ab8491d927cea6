"""Subtitles and captions: what is said, once, by whom and when."""

import io

import pytest

from corpus.errors import SourceError
from corpus.outline import Kind
from corpus.parsers.parsed import Options, ParsedDocument
from corpus.parsers.subtitles import parse


def parsed(text: str, encoding: str = "utf-8") -> ParsedDocument:
    (found,) = parse(io.BytesIO(text.encode(encoding)), "film", Options())
    return found


AUTOMATIC = """WEBVTT
Kind: captions
Language: en

00:00:00.000 --> 00:00:02.500 align:start position:0%
 \nthe<00:00:00.400><c> dam</c><00:00:00.800><c> was</c><00:00:01.200><c> built</c>

00:00:02.500 --> 00:00:02.510 align:start position:0%
the dam was built
 \n
00:00:02.510 --> 00:00:05.000 align:start position:0%
the dam was built
in<00:00:03.000><c> nineteen</c><00:00:03.400><c> eight</c><00:00:04.000><c> by</c>
 \n
00:00:05.000 --> 00:00:05.010 align:start position:0%
in nineteen eight by
 \n
00:00:05.010 --> 00:00:07.000 align:start position:0%
in nineteen eight by
Holm<00:00:05.700><c> &amp;</c><00:00:06.000><c> Sons</c>
"""


def test_automatic_captions_say_each_word_once() -> None:
    """Without timing tags, repeated lines and character references; the language is declared."""
    found = parsed(AUTOMATIC)
    assert found.text == "the dam was built in nineteen eight by Holm & Sons"
    assert found.metadata.language == "en"
    assert [(one.kind, one.label) for one in found.outline] == [
        (Kind.TIME, "00:00:00"),
        (Kind.TIME, "00:00:02"),
        (Kind.TIME, "00:00:05"),
    ]


@pytest.mark.parametrize(
    "lines",
    [
        # Three lines that roll up; words that are added one by one; both lines held.
        ["One", "One\nTwo", "One\nTwo\nThree", "Two\nThree\nFour"],
        ["One", "One Two", "One Two Three", "One Two Three\nFour"],
        ["One\nTwo", "One\nTwo", "Two\nThree", "Three\nFour"],
    ],
)
def test_what_rolls_up_is_there_once(lines: list[str]) -> None:
    """Whatever the way in which captions run on, in both formats."""
    for form, mark in (("WEBVTT\n\n", "."), ("", ",")):
        cues = (
            f"{number + 1}\n00:00:0{number}{mark}000 --> 00:00:0{number + 1}{mark}000\n{text}\n"
            for number, text in enumerate(lines)
        )
        assert parsed(form + "\n".join(cues)).text == "One Two Three Four"


def test_what_is_said_twice_is_there_twice() -> None:
    """A repeated line after a pause, and a sentence that begins like the last, are no roll-up."""
    text = (
        "WEBVTT\n\n00:01.000 --> 00:02.000\nNo.\n\n00:03.000 --> 00:04.000\nNo.\n\n"
        "00:04.000 --> 00:05.000\nNo. Never.\n"
    )
    assert parsed(text).text == "No. No. No. Never."


def test_notes_styles_and_names_of_cues_are_not_said() -> None:
    """Nor are regions, settings of cues, and what stands before the first cue."""
    text = """WEBVTT - The harbour, part 2

STYLE
::cue { color: red }

REGION
id:left
width:40%

NOTE translated by Ann
over two lines

opening
00:01.000 --> 00:02.500 line:0 position:20%
Welcome back to the harbour.

NOTE here the sound is bad

2
01:00:02.500 --> 01:00:04.000
The lamp needs <i>two thousand</i> <c.yellow.bg_blue>watts</c>.
"""
    found = parsed(text)
    assert found.text == "Welcome back to the harbour.\n\nThe lamp needs two thousand watts."
    assert [one.label for one in found.outline] == ["00:00:01", "01:00:02"]


def test_speakers_keep_their_names() -> None:
    """A voice is named where it begins to speak, and begins a paragraph."""
    text = """WEBVTT

00:01.000 --> 00:02.000
<v Ann Lee>Where is the key?</v>

00:02.000 --> 00:03.000
<v Ann Lee>I need it.

00:03.000 --> 00:04.000
<v.loud Tom &amp; Bo>We have it.</v>
<v Ann Lee>Give it to me.</v>
"""
    assert parsed(text).text == (
        "Ann Lee: Where is the key? I need it.\n\nTom & Bo: We have it.\n\nAnn Lee: Give it to me."
    )


def test_two_speakers_in_a_subtitle() -> None:
    """Dashes begin paragraphs."""
    text = "1\n00:00:01,000 --> 00:00:02,000\n- And who pays?\n- The county, Q&amp;A says.\n"
    assert parsed(text).text == "- And who pays?\n\n- The county, Q&A says."


def test_old_and_strange_files() -> None:
    """In old encodings, with old line ends, and with nothing between header and first cue."""
    subrip = "1\r\n00:00:01,000 --> 00:00:02,000\r\nLa nuit était très froide à Genève.\r\n"
    found = parsed(subrip, "cp1252")
    assert (found.text, found.notes) == ("La nuit était très froide à Genève.", ["read as cp1252"])
    found = parsed("WEBVTT\n00:01.000 --> 00:02.000\nHere: 5 < 6 & 7 > 3.\n", "utf-16")
    assert found.text == "Here: 5 < 6 & 7 > 3."


@pytest.mark.parametrize("text", ["WEBVTT\n\nNOTE nothing else\n", "Just a letter.\n"])
def test_a_file_without_subtitles_is_refused(text: str) -> None:
    """With the reason."""
    with pytest.raises(SourceError, match="no subtitles"):
        parsed(text)


def test_sounds_and_named_speakers_stand_apart() -> None:
    """Music is not said; a sound inside a sentence stays there."""
    cues = [
        "♪ march ♪",
        "MR HILL: It cost",
        "[coughs]",
        "eleven million.",
        "(applause)",
        "MS LEE:",
        "And when?",
        "NATO paid.",
    ]
    text = "\n\n".join(
        f"{n}\n00:00:0{n},000 --> 00:00:0{n},900\n{cue}" for n, cue in enumerate(cues, 1)
    )
    assert parsed(text).text.split("\n\n") == [
        "♪ march ♪",
        "MR HILL: It cost [coughs] eleven million.",
        "(applause)",
        "MS LEE: And when? NATO paid.",
    ]
