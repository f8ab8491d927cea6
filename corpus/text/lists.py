"""Markers of plain text: what stands before a list item, and under a heading."""

BULLET = "[-*+•‣◦]"
# "1." and "12)"; a longer number is a year or an amount.
NUMBER = r"\d{1,3}[.)]"
# The line under a heading, in Markdown and reStructuredText.
UNDERLINE = r"(?:={3,}|-{3,}|~{3,}|\^{3,}|\"{3,})[ \t]*"
MARKER = rf"(?:{BULLET}|{NUMBER})"
