"""A loopback Bot API server for tests of the bot as a real process. See ``server``."""

from .chat import Chat
from .readable import readable
from .server import BotApiServer
from .types import Action, Call, Message, User
from .world import Press

__all__ = ["Action", "BotApiServer", "Call", "Chat", "Message", "Press", "User", "readable"]
