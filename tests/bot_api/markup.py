"""Checks of inline keyboards that Telegram's servers make; ``schema`` checks types and fields.

Stricter than Telegram, which takes the first action that it finds in a button: two are refused.
"""

from typing import Final

from . import tdlib
from .refusal import bad_request, stricter
from .types import Json

MAX_CALLBACK_BYTES: Final = 64
MAX_COPY_CHARACTERS: Final = 256
MAX_BUTTONS: Final = 100
_LOOKS: Final = {"text", "style", "icon_custom_emoji_id"}


def check(markup: Json | None) -> None:
    """Refused if Telegram would not show this keyboard."""
    rows = (markup or {}).get("inline_keyboard", [])
    buttons = [button for row in rows for button in row]
    if len(buttons) > MAX_BUTTONS:
        raise bad_request("REPLY_MARKUP_TOO_LONG")
    for button in buttons:
        _check_button(button)


def _check_button(button: Json) -> None:
    actions = [name for name in button if name not in _LOOKS]
    if not actions or button.get("callback_data") == "":
        words = "Text buttons are unallowed in the inline keyboard"
        raise bad_request(f"Can't parse inline keyboard button: {words}")
    if len(actions) > 1:
        raise stricter(f"a button has more than one action: {', '.join(actions)}")
    if not button["text"].strip():
        raise bad_request("Inline keyboard button text must be non-empty")
    if len(button.get("callback_data", "").encode()) > MAX_CALLBACK_BYTES:
        raise bad_request("BUTTON_DATA_INVALID")
    if "copy_text" in button and not 1 <= len(button["copy_text"]["text"]) <= MAX_COPY_CHARACTERS:
        raise bad_request("BUTTON_COPY_TEXT_INVALID")
    url = button.get("url")
    if url is not None and (reason := tdlib.url_fault(url)):
        raise bad_request(f"Inline keyboard button URL '{url}' is invalid: {reason}")
