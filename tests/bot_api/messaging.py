"""What the bot does in chats: sending, editing, deleting, showing that it types, answering.

A handler takes the world and the parameters that ``schema`` has checked, and returns the
result's JSON.
"""

from collections.abc import Callable
from typing import Any, Final

from . import markup, tdlib
from .refusal import NOT_MODIFIED, QUERY_TOO_OLD, bad_request, stricter
from .text import Settled, settle
from .types import File, Json, Message, Peer
from .world import World

Handler = Callable[[World, Json], Any]
FileHandler = Callable[[World, Json, dict[str, File]], Any]

_MAX_ANSWER: Final = 200
_TEXT: Final = {"chat_id", "text", "parse_mode", "entities", "link_preview_options"}
_SENDING: Final = {
    "disable_notification",
    "message_thread_id",
    "direct_messages_topic_id",
    "protect_content",
    "reply_parameters",
    "reply_markup",
}
_MAX_CAPTION: Final = 1024


def send_message(world: World, parameters: Json) -> Json:
    _only(parameters, _TEXT | _SENDING)
    settled = _settled(parameters)
    peer = world.writable(parameters["chat_id"])
    reply_to, quote = _replied(world, peer, parameters.get("reply_parameters"))
    keyboard = parameters.get("reply_markup")
    markup.check(keyboard)
    message = world.post(
        peer,
        world.me,
        settled.text,
        entities=settled.entities,
        reply_to=reply_to,
        quote=quote,
        reply_markup=keyboard,
        parameters=parameters,
        **_thread(world, peer, parameters, reply_to),
    )
    return message.as_json()


def send_document(world: World, parameters: Json, files: dict[str, File]) -> Json:
    """Files that come with the call, or are named by an id; without buttons."""
    _only(parameters, {"chat_id", "document", "caption", "caption_entities"} | _SENDING)
    wanted = parameters["document"]
    file = files.get(wanted.removeprefix("attach://")) or world.sent_file(wanted)
    if file is None:
        raise bad_request("wrong file identifier/HTTP URL specified")
    if not file.data:
        raise bad_request("file must be non-empty")
    peer = world.writable(parameters["chat_id"])
    reply_to, quote = _replied(world, peer, parameters.get("reply_parameters"))
    caption = parameters.get("caption", "")
    settled = (
        settle(caption, parameters.get("caption_entities", ())) if caption else Settled("", ())
    )
    if len(settled.text) > _MAX_CAPTION:
        raise bad_request("message caption is too long")
    message = world.post(
        peer,
        world.me,
        settled.text,
        entities=settled.entities,
        reply_to=reply_to,
        quote=quote,
        file=file,
        parameters=parameters,
        **_thread(world, peer, parameters, reply_to),
    )
    return message.as_json()


def edit_message_text(world: World, parameters: Json) -> Json:
    _only(parameters, _TEXT | {"message_id", "reply_markup"})
    settled = _settled(parameters)
    message = _own(world, parameters)
    keyboard = parameters.get("reply_markup")
    markup.check(keyboard)
    if (settled.text, settled.entities) == (message.text, message.entities):
        _refuse_same_markup(message, keyboard)
    return world.revise(
        message,
        text=settled.text,
        entities=settled.entities,
        reply_markup=keyboard,
        parameters=parameters,
    ).as_json()


def edit_message_reply_markup(world: World, parameters: Json) -> Json:
    _only(parameters, {"chat_id", "message_id", "reply_markup"})
    message = _own(world, parameters)
    keyboard = parameters.get("reply_markup")
    markup.check(keyboard)
    _refuse_same_markup(message, keyboard)
    return world.revise(message, reply_markup=keyboard).as_json()


def delete_message(world: World, parameters: Json) -> bool:
    peer = world.peer(parameters["chat_id"])
    world.delete(world.find(peer, parameters["message_id"], "message to delete"))
    return True


def send_chat_action(world: World, parameters: Json) -> bool:
    _only(parameters, {"chat_id", "action", "message_thread_id"})
    peer = world.writable(parameters["chat_id"])
    _thread(world, peer, parameters, None)
    world.act(peer, parameters["action"])
    return True


def set_message_reaction(world: World, parameters: Json) -> bool:
    _only(parameters, {"chat_id", "message_id", "reaction", "is_big"})
    peer = world.writable(parameters["chat_id"])
    message = world.find(peer, parameters["message_id"], "message to react")
    world.react(message, [one["emoji"] for one in parameters.get("reaction", [])])
    return True


def answer_callback_query(world: World, parameters: Json) -> bool:
    press = world.presses.get(parameters["callback_query_id"])
    if press is None or not press.open:
        raise bad_request(QUERY_TOO_OLD)
    if len(parameters.get("text", "")) > _MAX_ANSWER:
        raise bad_request("MESSAGE_TOO_LONG")
    press.open = False
    press.answer = parameters
    world.changes.notify()
    return True


def _thread(world: World, peer: Peer, parameters: Json, reply_to: Message | None) -> Json:
    """Where a message goes: into the topic that is named, else into the thread of what it replies
    to. Only forums have topics to be named; in a channel's direct messages, each reader has one,
    and what is sent there must name it."""
    if peer.is_direct_messages:
        reader = parameters.get("direct_messages_topic_id")
        if reader is None or reader not in world.readers.get(peer.id, ()):
            raise bad_request("direct messages topic must be specified")
        return {"extra": {"direct_messages_topic": {"topic_id": reader}}}
    if "direct_messages_topic_id" in parameters:
        raise bad_request("the chat has no direct messages topics")
    wanted = parameters.get("message_thread_id")
    if wanted is None:
        return {"thread_id": reply_to.thread_id, "is_topic": reply_to.is_topic} if reply_to else {}
    topic = world.messages[peer.id].get(wanted)
    if not peer.is_forum or topic is None or "forum_topic_created" not in topic.extra:
        raise bad_request("message thread not found")
    if reply_to is not None and reply_to.thread_id != wanted:
        raise bad_request("message to be replied not found")
    return {"thread_id": wanted, "is_topic": True}


HANDLERS: Final[dict[str, Handler]] = {
    "sendMessage": send_message,
    "editMessageText": edit_message_text,
    "editMessageReplyMarkup": edit_message_reply_markup,
    "deleteMessage": delete_message,
    "sendChatAction": send_chat_action,
    "setMessageReaction": set_message_reaction,
    "answerCallbackQuery": answer_callback_query,
}
FILE_HANDLERS: Final[dict[str, FileHandler]] = {"sendDocument": send_document}


def _only(parameters: Json, simulated: set[str]) -> None:
    for name in parameters:
        if name not in simulated:
            raise stricter(f"parameter {name} is not simulated")


def _settled(parameters: Json) -> Settled:
    preview = parameters.get("link_preview_options", {})
    if "url" in preview and tdlib.url_fault(preview["url"]):
        raise bad_request("WEBPAGE_URL_INVALID")
    return settle(
        parameters.get("text", ""),
        parameters.get("entities", ()),
        parameters.get("parse_mode", ""),
    )


def _replied(world: World, peer: Peer, wanted: Json | None) -> tuple[Message | None, Json | None]:
    """The message replied to, and the part of it that is quoted."""
    if not wanted:
        return None, None
    if "message_id" not in wanted:
        raise bad_request('Can\'t find field "message_id"')
    if str(wanted.get("chat_id", peer.id)) != str(peer.id):
        raise stricter("replies to another chat are not simulated")
    message = world.messages[peer.id].get(wanted["message_id"])
    if message is None:
        if wanted.get("allow_sending_without_reply"):
            return None, None
        raise bad_request("message to be replied not found")
    quote = wanted.get("quote")
    if not quote:
        return message, None
    position = tdlib.find_quote(message.text, quote, wanted.get("quote_position", 0))
    if position is None:
        raise bad_request("QUOTE_TEXT_INVALID")
    return message, {"text": quote, "position": position, "is_manual": True}


def _own(world: World, parameters: Json) -> Message:
    """The message that the bot wants to change, which must be its own."""
    if "chat_id" not in parameters or "message_id" not in parameters:
        raise bad_request("Message identifier is not specified")
    peer = world.peer(parameters["chat_id"])
    message = world.find(peer, parameters["message_id"], "message to edit")
    if message.sender != world.me:
        raise bad_request("message can't be edited")
    return message


def _refuse_same_markup(message: Message, keyboard: Json | None) -> None:
    if (keyboard or None) == (message.reply_markup or None):
        raise bad_request(NOT_MODIFIED)
