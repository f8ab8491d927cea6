"""A loopback Bot API server for tests of the bot as a real process. See ``server``."""

from .chat import Chat
from .group import Group
from .readable import readable
from .server import BotApiServer
from .types import Action, Call, Message, User
from .world import InlineQuery, Press

__all__ = [
    "Action",
    "BotApiServer",
    "Call",
    "Chat",
    "Group",
    "InlineQuery",
    "Message",
    "Press",
    "User",
    "readable",
]
