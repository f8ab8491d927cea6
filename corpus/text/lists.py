"""Markers of list items: what stands before an item in a plain text."""

BULLET = "[-*+•‣◦]"
# "1." and "12)"; a longer number is a year or an amount.
NUMBER = r"\d{1,3}[.)]"
MARKER = rf"(?:{BULLET}|{NUMBER})"
