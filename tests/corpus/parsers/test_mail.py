"""Mail: the sender's own words, in the right letters, and whose the others are."""

import io
from pathlib import Path

import pytest

from corpus.errors import SourceError
from corpus.locator import locate
from corpus.parsers.mail import eml, mbox
from corpus.parsers.parsed import Opened, Options, ParsedDocument, Part, Remark
from tests.fakes import document

HEADERS = b"From: Ann Lee <ann@example.org>\nDate: Tue, 14 May 2019 10:22:05 +0200\n"


def parsed(data: bytes) -> ParsedDocument:
    (found,) = eml.parse(io.BytesIO(data), "x.eml", Options())
    return found


def plain(text: str | bytes, kind: str = "", more: str = "Subject: Trip\n") -> ParsedDocument:
    """A message with one plain part."""
    headers = HEADERS + more.encode() + f"Content-Type: text/plain{kind}\n\n".encode()
    return parsed(headers + (text.encode() if isinstance(text, str) else text))


def multipart(kind: str, *parts: str, subject: str = "Trip") -> bytes:
    body = "".join(f"--b\n{part}\n" for part in parts)
    head = f'Subject: {subject}\nContent-Type: multipart/{kind}; boundary="b"\n\n'
    return HEADERS + f"{head}{body}--b--\n".encode()


def cases(name: str) -> list[str]:
    """The cases of a file beside this one."""
    _, _, text = (Path(__file__).parent / name).read_text("utf-8").partition("\n\n")
    return text.split("====\n")


def place(found: ParsedDocument, words: str) -> str | None:
    """Where a quote of these words is said to be."""
    return locate(document(text=found.text, outline=found.outline), found.text.index(words))


# Letters -----------------------------------------------------------------------------------------

LOEWEN = "The café “Zum Löwen” in Zürich closes – book early, it costs €4."


@pytest.mark.parametrize(
    ("data", "kind", "notes"),
    [
        (LOEWEN.encode("cp1252"), "; charset=iso-8859-1", []),
        (LOEWEN.encode("cp1252"), "; charset=us-ascii", ["read as cp1252"]),
        (LOEWEN.encode("cp1252"), "", ["read as cp1252"]),
        (LOEWEN.encode(), "", []),
        (LOEWEN.encode(), "; charset=utf-8", []),
        (LOEWEN.encode(), "; charset=x-unknown", []),
        (LOEWEN.encode(), "; charset=punycode", []),
        (LOEWEN.encode(), "; charset=rot13", []),
        (LOEWEN.encode("utf-7"), "; charset=UTF-7", []),
        (LOEWEN.encode("utf-16"), "; charset=utf-16", []),
    ],
)
def test_letters_are_right(data: bytes, kind: str, notes: list[str]) -> None:
    """Whatever a message says of its encoding, or does not say."""
    found = plain(data, kind)
    assert (found.text, found.notes) == (LOEWEN, notes)


def test_japanese_mail() -> None:
    """ISO-2022-JP is no text of dollar signs, declared or not."""
    text = "橋は三月まで閉鎖される。"
    for kind in ("; charset=iso-2022-jp", ""):
        assert plain(text.encode("iso2022_jp"), kind).text == text


@pytest.mark.parametrize(
    ("subject", "title"),
    [
        (b"=?iso-8859-1?Q?Caf=E9_=96_=80?=", "Café – €"),
        (b"=?utf-8?B?w5xiZXJzaWNodA==?= 2019", "Übersicht 2019"),
        ("Übersicht der Ausgaben".encode(), "Übersicht der Ausgaben"),
        ("Übersicht der Ausgaben".encode("cp1252"), "Übersicht der Ausgaben"),
        (b"=?iso-2022-jp?B?GyRCNjYbKEI=?=", "橋"),
    ],
)
def test_headers_have_their_letters(subject: bytes, title: str) -> None:
    """Encoded as they should be, or as old programs do."""
    found = parsed(HEADERS + b"Subject: " + subject + b"\n\nThe ferry leaves at nine.\n")
    assert found.metadata.title == title


def test_codecs_that_are_not_encodings_are_not_tried() -> None:
    """A header names rot13; the word stays undecoded or is lost, but is never another word."""
    found = parsed(HEADERS + b"Subject: =?rot13?Q?Uryyb?= there\n\nThe ferry leaves.\n")
    assert "Hello" not in (found.metadata.title or "")


# Parts -------------------------------------------------------------------------------------------

PLAIN = "Content-Type: text/plain; charset=utf-8\n\n"
HTML = "Content-Type: text/html; charset=utf-8\n\n"
PICTURE = (
    "Content-Type: image/jpeg; name=pier.jpeg\nContent-Disposition: inline; filename=pier.jpeg\n"
    "Content-Transfer-Encoding: base64\n\n/9j/4AAQSkZJRg==\n"
)


def test_text_after_a_picture_is_read() -> None:
    """All inline texts are the message; the picture is named."""
    found = parsed(
        multipart("mixed", f"{PLAIN}It looks like this:\n", PICTURE, f"{PLAIN}It sank.\n")
    )
    assert found.text == "It looks like this:\n\nIt sank."
    assert found.notes == ["left out its attachments: pier.jpeg"]


def test_pictures_between_pages_of_an_alternative() -> None:
    """The richer side may be several parts itself; each is read once."""
    inner = (
        'Content-Type: multipart/mixed; boundary="c"\n\n'
        f"--c\n{HTML}<p>The pier sank on Monday, all boats are safe.</p>\n--c\n{PICTURE}\n"
        f"--c\n{HTML}<p>It will be built anew by the county.</p>\n--c--\n"
    )
    found = parsed(multipart("alternative", f"{PLAIN}See the pictures.\n", inner))
    assert found.text == (
        "The pier sank on Monday, all boats are safe.\n\nIt will be built anew by the county."
    )


def test_a_plain_part_that_only_stands_in_is_not_taken() -> None:
    """ "View this letter in your browser" is as long as a letter, but has none of its words."""
    page = (
        '<div style="display:none">A teaser</div><h1>Morning</h1>'
        "<p>The reservoir is 71 percent full, the water board said.</p>"
    )
    stand_in = "View this letter in your browser: https://example.org/1\nUnsubscribe: here\n"
    found = parsed(multipart("alternative", PLAIN + stand_in, HTML + page))
    assert found.text == "Morning\n\nThe reservoir is 71 percent full, the water board said."
    full = (
        "Morning\n\nThe reservoir is 71 percent full, the\nwater board said.\n\nUnsubscribe: here\n"
    )
    assert parsed(multipart("alternative", PLAIN + full, HTML + page)).text == full.strip()


def test_attached_text_files_are_named() -> None:
    """They are files of their own, unlike texts without a name."""
    notes = "Content-Type: text/plain; name=notes.txt\nContent-Disposition: attachment\n\nNotes.\n"
    found = parsed(multipart("mixed", f"{PLAIN}Here they are.\n", notes))
    assert found.text == "Here they are."
    assert found.notes == ["left out its attachments: notes.txt"]


# Whose words -------------------------------------------------------------------------------------


@pytest.mark.parametrize("text", cases("replies.txt"))
def test_quoted_messages_are_not_the_senders_words(text: str) -> None:
    """What a reply quotes is of another day and, mostly, of another person."""
    found = plain(text, more="Subject: Re: Budget\n")
    assert found.text == "No, it is 5.1 million."
    assert "left out" in found.notes[0]


def test_answers_between_quoted_lines() -> None:
    """The sender's paragraphs stay apart, with what they say before a colon."""
    text = (
        "Dear Tom,\nas to 2019:\n\nOn 7 May 2019, Tom wrote:\n> When?\nOn Monday.\n> Where?\n"
        "At the pier:\n\n    the old one\n"
    )
    found = plain(text, more="Subject: Re: When\n")
    assert found.text == ("Dear Tom,\nas to 2019:\n\nOn Monday.\n\nAt the pier:\n\nthe old one")


@pytest.mark.parametrize("text", cases("forwards.txt"))
def test_forwarded_words_name_their_sender(text: str) -> None:
    """What is forwarded in the text stays, and its place is below its own sender and date."""
    found = plain(text, more="Subject: Fwd: minutes\n")
    assert found.text.startswith("See below.")
    assert "16" in str(place(found, "The board elected"))
    assert "Clerk <clerk@example.org>" in str(place(found, "The board elected"))
    assert place(found, "See below") == "paragraph 1"


def test_attached_messages_are_read() -> None:
    """A message as an attachment, with an attachment of its own."""
    board = f"{PLAIN}The board elected Ida Strand.\n"
    inner = multipart("mixed", board, PICTURE, subject="minutes").decode()
    inner = inner.replace('"b"', '"c"').replace("--b", "--c")
    attached = f"Content-Type: message/rfc822\n\n{inner}"
    found = parsed(multipart("mixed", f"{PLAIN}See below.\n", attached, subject="Fwd: minutes"))
    assert found.text == (
        "See below.\n\nFrom: Ann Lee <ann@example.org>\nDate: Tue, 14 May 2019 10:22:05 +0200\n"
        "Subject: minutes\n\nThe board elected Ida Strand."
    )
    assert str(place(found, "The board")).startswith("From: Ann Lee <ann@example.org>")
    assert found.notes == ["left out its attachments: pier.jpeg"]


def test_a_message_of_nothing_but_quoted_lines_keeps_them() -> None:
    """There would be nothing else."""
    assert plain("> It is 3.8 million.\n> Yes.\n").text == "It is 3.8 million.\nYes."


@pytest.mark.parametrize(
    "quote",
    [
        '<blockquote type="cite"><p>It was 3.8 million.</p></blockquote>',
        '<div class="moz-cite-prefix">Am 7.5.2019 schrieb Tom:<br></div>'
        '<blockquote type="cite" cite="mid:x">It was 3.8 million.</blockquote>',
        '<div class="gmail_quote gmail_quote_container"><div class="gmail_attr">On 7 May 2019, Tom '
        'wrote:<br></div><blockquote class="gmail_quote">It was 3.8 million.</blockquote></div>',
        '<hr><div id="divRplyFwdMsg"><b>From:</b> Tom<br><b>Sent:</b> Tuesday<br><b>To:</b> Ann<br>'
        "<b>Subject:</b> Budget</div><div><p>It was 3.8 million.</p></div>",
        '<p>On 7 May 2019, Tom Berry wrote:</p><blockquote type="cite">It was 3.8.</blockquote>',
    ],
)
def test_pages_quote_too(quote: str) -> None:
    """In the ways of several mail programs."""
    page = f"{HTML}<div><p>No, it is 5.1 million.</p></div>{quote}"
    found = parsed(multipart("mixed", page, subject="Re: Budget"))
    assert found.text == "No, it is 5.1 million."


def test_a_forwarding_page_keeps_what_it_forwards() -> None:
    """Though its program marks it like a reply's quote."""
    page = (
        f'{HTML}<p>See below.</p><div class="gmail_quote"><div class="gmail_attr">---------- '
        "Forwarded message ---------<br>From: <b>Clerk</b> &lt;clerk@example.org&gt;<br>"
        "Date: Thu, 16 May 2019<br>Subject: minutes<br></div><p>The board elected Ida.</p></div>"
    )
    found = parsed(multipart("mixed", page, subject="Fwd: minutes"))
    assert str(place(found, "The board")).startswith(
        "From: Clerk <clerk@example.org> Date: Thu, 16"
    )


def test_flowed_lines_are_joined() -> None:
    """Lines that end in a space are one paragraph, at their own depth of quoting."""
    text = "It is 5.1 million, and \nagreed.\nFrom here:\n-- \nAnn \nLee\n"
    assert (
        plain(text, "; format=flowed").text
        == "It is 5.1 million, and agreed.\nFrom here:\n--\nAnn Lee"
    )
    assert plain("Ein Wort ist ab- \ngeteilt.\n", "; format=flowed; delsp=yes").text == (
        "Ein Wort ist ab-geteilt."
    )


def test_a_line_that_begins_with_from_is_not_quoted() -> None:
    """Mailboxes put a mark before it, which is not the sender's."""
    assert plain("It leaves.\n\n>From there it goes on.\n").text == (
        "It leaves.\n\nFrom there it goes on."
    )


# Mailboxes ---------------------------------------------------------------------------------------

MAILBOX = b"""From ann@example.org Tue May 14 10:22:05 2019
From: Ann Lee <ann@example.org>
Subject: The ferry
Date: Tue, 14 May 2019 10:22:05 +0200
Message-ID: <one@example.org>

The ferry leaves at nine.

From 9:30 on, it is full.

>From Monday it goes twice.

From - Wed May 15 10:00:00 2019
From: Tom Berry <tom@example.org>
Subject: Re: The ferry
Date: Wed, 15 May 2019 10:00:00 +0200
Message-Id:
 <two@example.org>

> The ferry leaves at nine.

It does not.

From 123@xxx Thu May 16 10:00:00 +0000 2019
Subject: nothing
Message-ID: <one@example.org>
Content-Type: image/png

x

From 124@xxx Thu May 16 11:00:00 +0000 2019
Subject: last

Good night.
"""


def messages(data: bytes, first: int = 0) -> list[Part]:
    return list(mbox.parse(io.BytesIO(data), "x.mbox", Options(first=first)))


@pytest.mark.parametrize("data", [MAILBOX, MAILBOX.replace(b"\n", b"\r\n")])
def test_each_message_of_a_mailbox_is_a_document(data: bytes) -> None:
    """Under its own id; "From" in a text begins no message; one without text is named."""
    found = messages(data)
    documents = [one for one in found if isinstance(one, ParsedDocument)]
    assert [(one.name, one.metadata.title, one.metadata.published) for one in documents] == [
        ("#one@example.org", "The ferry", "2019-05-14T10:22:05+02:00"),
        ("#two@example.org", "Re: The ferry", "2019-05-15T10:00:00+02:00"),
        ("#4", "last", None),
    ]
    assert documents[0].text == (
        "The ferry leaves at nine.\n\nFrom 9:30 on, it is full.\n\nFrom Monday it goes twice."
    )
    assert documents[1].text == "It does not."
    assert [one.text for one in found if isinstance(one, Remark)] == [
        "left out what it quotes of earlier messages (1 of 4 messages)"
    ]
    (failed,) = (str(one) for one in found if isinstance(one, SourceError))
    assert failed == "x.mbox#one@example.org~3: there is no text in the message"


def test_messages_can_be_passed_over() -> None:
    """After a crash, reading goes on where it was."""
    names = [one.name for one in messages(MAILBOX) if isinstance(one, Opened)]
    for first in range(4):
        rest = [one.name for one in messages(MAILBOX, first) if isinstance(one, Opened)]
        assert rest == names[first:]


def test_what_is_no_mailbox_is_refused() -> None:
    """A text under this name, or a single message."""
    with pytest.raises(SourceError, match="not a mailbox"):
        messages(b"From here on, it rains.\n\nSubject: x\n")


def test_a_message_that_is_too_long_is_named(monkeypatch: pytest.MonkeyPatch) -> None:
    """And the others are read."""
    monkeypatch.setattr(mbox, "MOST_BYTES", 300)
    found = messages(MAILBOX.replace(b"It does not.", b"It does not. " * 99))
    assert [one.name for one in found if isinstance(one, ParsedDocument)] == [
        "#one@example.org",
        "#4",
    ]
    assert "more than 0 MiB" in " ".join(str(one) for one in found if isinstance(one, SourceError))
