"""Errors in Telegram's words.

``Refused`` is the one exception of this package that a bot ever gets to see, as the body of an
HTTP error. The words are Telegram's own: TDLib's where TDLib can be asked (see ``tdlib``), else
those of the open-source Bot API server (tdlib/telegram-bot-api, ``Client.cpp``) and of errors
that people reported from the live service.

Where this server is stricter than Telegram it says so in the description, so that nobody goes
looking for those words in Telegram's documentation.
"""

from typing import Any

CONFLICT_POLLERS = (
    "Conflict: terminated by other getUpdates request; "
    "make sure that only one bot instance is running"
)
CONFLICT_WEBHOOK = (
    "Conflict: can't use getUpdates method while webhook is active; "
    "use deleteWebhook to delete the webhook first"
)
CONFLICT_SET_WEBHOOK = "Conflict: terminated by setWebhook request"
BLOCKED = "Forbidden: bot was blocked by the user"
NOT_MODIFIED = (
    "message is not modified: specified new message content and reply markup "
    "are exactly the same as a current content and reply markup of the message"
)
QUERY_TOO_OLD = "query is too old and response timeout expired or query ID is invalid"


class Refused(Exception):
    """A call that is answered with ``"ok": false``."""

    def __init__(self, code: int, description: str, **parameters: int) -> None:
        super().__init__(description)
        self.code = code
        self.description = description
        self.parameters = parameters

    def body(self) -> dict[str, Any]:
        """The JSON that Telegram sends with the error's HTTP status."""
        body: dict[str, Any] = {
            "ok": False,
            "error_code": self.code,
            "description": self.description,
        }
        if self.parameters:
            body["parameters"] = self.parameters
        return body


def bad_request(reason: str) -> Refused:
    """A 400 in Telegram's spelling of ``reason``.

    The Bot API server puts "Bad Request: " before TDLib's message and makes its first letter
    small, unless the message is a constant of the server's (``BUTTON_DATA_INVALID``):

    >>> bad_request("Text must be non-empty").description
    'Bad Request: text must be non-empty'
    >>> bad_request("BUTTON_DATA_INVALID").description
    'Bad Request: BUTTON_DATA_INVALID'
    """
    is_constant = len(reason) > 1 and (reason[1] == "_" or "A" <= reason[1] <= "Z")
    words = reason if is_constant else reason[:1].lower() + reason[1:]
    return Refused(400, f"Bad Request: {words}")


def stricter(reason: str) -> Refused:
    """A 400 for what Telegram lets pass in silence but what is a mistake in a bot."""
    return Refused(400, f"Bad Request: {reason} (this test server is stricter than Telegram)")


def unauthorized() -> Refused:
    """The token is well formed, and not ours."""
    return Refused(401, "Unauthorized")


def not_found() -> Refused:
    """No such method, or no token that could be one."""
    return Refused(404, "Not Found")


def conflict(description: str) -> Refused:
    """Two readers want the same updates."""
    return Refused(409, description)


def forbidden(description: str) -> Refused:
    """The bot may not write there."""
    return Refused(403, description)
