"""Mailboxes (.mbox): one document per message, read one at a time.

The messages are taken apart here: the standard library's ``mailbox`` opens a file by its name and
for writing, which a sandboxed parser may not do, and takes "From " at the beginning of any
paragraph for a new message. Here, a time and a header must follow.
"""

import io
import re
from collections import Counter
from collections.abc import Iterator
from dataclasses import replace
from typing import BinaryIO

from corpus.errors import SourceError
from corpus.parsers.mail.message import parse_message
from corpus.parsers.parsed import Opened, Options, Part, Remark

MOST_BYTES = 64 << 20  # of one message
_LONGEST_LINE = 1 << 16
_POSTMARK = re.compile(rb"From [^\n]{0,200}\d{1,2}:\d\d[^\n]{0,100}\r?\n")
_HEADER = re.compile(rb"[!-9;-~]{1,80}[ \t]?:")
_ESCAPED_FROM = re.compile(rb">+From ")
_END_OF_HEADERS = re.compile(rb"\n\r?\n")
_MESSAGE_ID = re.compile(rb"^message-id:\s*<([!-;=?-~]{1,200})>", re.IGNORECASE | re.MULTILINE)


def parse(file: BinaryIO, source: str, options: Options) -> Iterator[Part]:
    """The messages. Raises SourceError where there are none."""
    names: set[int] = set()
    notes: Counter[str] = Counter()
    number = 0
    for data in _messages(file):
        number += 1
        name = _name(data, number, names)
        if number <= options.first:
            continue
        yield Opened(name)
        try:
            if len(data) > MOST_BYTES:
                raise SourceError(f"{source}{name}", f"it has more than {MOST_BYTES >> 20} MiB")
            parsed = parse_message(io.BytesIO(data), f"{source}{name}")
        except SourceError as error:
            yield error
        else:
            notes.update({note.partition(": ")[0] for note in parsed.notes})
            yield replace(parsed, name=name, notes=[])
    if number == 0:
        raise SourceError(source, "not a mailbox (no line in it begins a message)")
    # A line for each of thousands of messages would be read by nobody.
    for note, count in notes.most_common():
        yield Remark(f"{note} ({count} of {number} messages)")


def _messages(file: BinaryIO) -> Iterator[bytes]:
    """The bytes of each message; of one that is too long, only the beginning."""
    message = bytearray()
    is_inside = False
    after_blank = True
    postmark = b""
    while line := file.readline(_LONGEST_LINE):
        if postmark:
            if _HEADER.match(line):
                if is_inside:
                    yield bytes(message)
                message.clear()
                is_inside = True
            else:
                message += postmark
            postmark = b""
        if after_blank and _POSTMARK.fullmatch(line):
            postmark = line
            continue
        after_blank = not line.strip(b"\r\n")
        if len(message) <= MOST_BYTES:
            message += line[1:] if _ESCAPED_FROM.match(line) else line
    if is_inside:
        yield bytes(message)


def _name(data: bytes, number: int, names: set[int]) -> str:
    """The message's own id, which stays the same when the mailbox grows; else its number."""
    end = _END_OF_HEADERS.search(data)
    found = _MESSAGE_ID.search(data, 0, end.start() if end else len(data))
    name = f"#{found[1].decode('ascii') if found else number}"
    if hash(name) in names:
        name = f"{name}~{number}"
    names.add(hash(name))
    return name
