"""Makes the files here that have no tool of their own but a library, or are written by hand."""

import contextlib
import csv
import json
import mailbox
import zipfile
from datetime import UTC, datetime
from email.message import EmailMessage
from email.utils import format_datetime
from pathlib import Path
from typing import Any

from feedgen.feed import FeedGenerator
from PIL import Image, ImageDraw

HERE = Path(__file__).parent
STORM = (
    "The lighthouse at Dungeness went dark at 3:12 on Monday morning, for the first time since "
    "1961. A cable had been cut by a trawler’s anchor, the keeper’s office said."
)
FERRY = (
    "Ferries to Calais will run every two hours from Thursday. The operator has hired 86 "
    "seamen for the summer."
)
ORCHARD = "Frost destroyed a third of the cherry blossom in Faversham, the growers’ union said."
ARTICLES: list[dict[str, Any]] = [
    {"id": "a1", "title": "Lighthouse dark", "body": STORM, "published": "2023-02-13",
     "author": ["Ann Lee", "Tom Fry"], "url": "https://kentdaily.example/lighthouse"},
    {"id": "a2", "title": "Ferries again", "body": FERRY, "published": "2023-02-14",
     "publisher": {"name": "Kent Daily"}},
    {"id": "a3", "title": "Frost", "body": ORCHARD, "published": "2023-04"},
]  # fmt: skip

(HERE / "articles.jsonl").write_text(
    "".join(f"{json.dumps(one, ensure_ascii=False)}\n" for one in ARTICLES), "utf-8"
)
(HERE / "articles.json").write_text(json.dumps({"articles": ARTICLES}, indent=1), "utf-8")
with (HERE / "articles.csv").open("w", encoding="utf-8", newline="") as file:
    rows = csv.writer(file, delimiter=";")
    rows.writerow(["Headline", "Story", "Date"])
    rows.writerows([one["title"], one["body"], one["published"]] for one in ARTICLES)

message = EmailMessage()
message["Subject"] = "Überschwemmung in Yalding: the council’s answer"
message["From"] = "Ann Lee <ann@kentdaily.example>"
message["To"] = "desk@kentdaily.example"
message["Date"] = format_datetime(datetime(2023, 2, 15, 9, 30, tzinfo=UTC))
message.set_content(
    "Dear desk,\n\nThe council will pay 500 pounds to each household in Yalding. The form is on "
    "its website\nfrom Monday.\n\nAnn\n"
)
message.add_alternative(
    "<p>Dear desk,</p><p>The council will pay <b>500 pounds</b> to each household in Yalding. The "
    "form is on its website from Monday.</p><p>Ann</p>",
    subtype="html",
)
message.add_attachment(b"%PDF-1.4", maintype="application", subtype="pdf", filename="form.pdf")
(HERE / "message.eml").write_bytes(message.as_bytes())

reply = EmailMessage()
reply["Subject"] = f"Re: {message['Subject']}"
reply["From"] = "Tom Fry <desk@kentdaily.example>"
reply["Date"] = format_datetime(datetime(2023, 2, 15, 11, 0, tzinfo=UTC))
reply["Message-ID"] = "<reply@kentdaily.example>"
reply.set_content(
    "Thank you.\n\nFrom Monday it is on the front page.\n\nOn 15 Feb 2023, Ann Lee wrote:\n"
    "> The council will pay 500 pounds to each household in Yalding.\n"
)
forward = EmailMessage()
forward["Subject"] = "Fwd: Frost"
forward["From"] = "Ann Lee <ann@kentdaily.example>"
forward["Date"] = format_datetime(datetime(2023, 4, 2, 7, 0, tzinfo=UTC))
forward["Message-ID"] = "<forward@kentdaily.example>"
forward.set_content("See below.\n")
frost = EmailMessage()
frost["Subject"] = "Frost"
frost["From"] = "The growers’ union <union@faversham.example>"
frost["Date"] = format_datetime(datetime(2023, 4, 1, 18, 0, tzinfo=UTC))
frost.set_content(f"{ORCHARD}\n", cte="8bit")
forward.add_attachment(frost)
(HERE / "mailbox.mbox").unlink(missing_ok=True)
with contextlib.closing(mailbox.mbox(HERE / "mailbox.mbox")) as box:
    for mail in (message, reply, forward):
        box.add(mailbox.mboxMessage(mail))

CUES = [
    ("00:00:01,000", "00:00:03,500", "Welcome back to the harbour."),
    ("00:03:12,000", "00:03:14,800", "The lighthouse keeper told us"),
    ("00:03:14,900", "00:03:18,000", "that the lamp needs <i>two thousand</i> watts."),
    ("00:03:25,000", "00:03:28,000", "- And who pays for it?"),
]
(HERE / "film.srt").write_text(
    "\n".join(f"{n}\n{a} --> {b}\n{text}\n" for n, (a, b, text) in enumerate(CUES, 1)), "utf-8"
)
(HERE / "film.vtt").write_text(
    "WEBVTT\n\nNOTE made for tests\n\n"
    + "\n".join(
        f"{a.replace(',', '.')} --> {b.replace(',', '.')}\n{text}\n" for a, b, text in CUES
    ),
    "utf-8",
)

(HERE / "result.json").write_text(
    json.dumps(
        {
            "name": "Kent Channel",
            "type": "public_channel",
            "id": 1234567890,
            "messages": [
                {"id": 1, "type": "service", "date": "2023-02-13T08:00:00",
                 "action": "create_channel", "text": ""},
                {"id": 2, "type": "message", "date": "2023-02-13T08:30:00",
                 "date_unixtime": "1676277000", "edited": "2023-02-13T09:00:00",
                 "edited_unixtime": "1676278800", "from": "Kent Channel",
                 "text": [{"type": "bold", "text": "Lighthouse dark. "}, STORM,
                          {"type": "link", "text": "https://kentdaily.example"}]},
                {"id": 3, "type": "message", "date": "2023-02-13T10:00:00",
                 "date_unixtime": "1676282400", "from": "Kent Channel", "photo": "p.jpg",
                 "text": ""},
                {"id": 4, "type": "message", "date": "2023-02-14T10:00:00",
                 "date_unixtime": "1676368800", "from": "Kent Channel", "text": FERRY},
            ],
        },
        ensure_ascii=False,
        indent=1,
    ),
    "utf-8",
)  # fmt: skip

feed = FeedGenerator()
feed.title("Kent Daily")
feed.link(href="https://kentdaily.example")
feed.description("News from Kent")
feed.language("en")
for article in ARTICLES:
    entry = feed.add_entry(order="append")
    entry.guid(article["id"])
    entry.title(article["title"])
    entry.link(href=f"https://kentdaily.example/{article['id']}")
    entry.content(f"<p>{article['body']}</p>", type="CDATA")
    entry.pubDate(datetime(2023, 2, 13, 9, 30, tzinfo=UTC))
feed.rss_file(str(HERE / "feed.rss"), pretty=True)

picture = Image.new("L", (420, 600), 255)
ImageDraw.Draw(picture).text((40, 60), "The lighthouse went dark.", fill=0)
picture.save(HERE / "scan.pdf", quality=40)

with zipfile.ZipFile(HERE / "nested.zip", "w", zipfile.ZIP_DEFLATED) as inner:
    inner.writestr("deep/frost.txt", ORCHARD)
with zipfile.ZipFile(HERE / "mix.zip", "w", zipfile.ZIP_DEFLATED) as archive:
    for name in ("pandoc.docx", "articles.jsonl", "nested.zip", "film.vtt"):
        archive.write(HERE / name, f"mix/{name}")
    archive.writestr("mix/notes.md", f"# Notes\n\n## Ferries\n\n{FERRY}\n")
    archive.writestr("mix/picture.png", b"\x89PNG")
(HERE / "nested.zip").unlink()
