"""Methods about the bot itself: its name, its commands, polling or webhook."""

import json
import re
from typing import Final

from . import tdlib
from .messaging import FileHandler, Handler
from .refusal import CONFLICT_SET_WEBHOOK, bad_request, conflict
from .types import File, Json
from .world import World

_COMMAND: Final = re.compile(r"[a-z0-9_]{1,32}")
_SECRET: Final = re.compile(r"[A-Za-z0-9_-]{0,256}")
_MAX_COMMANDS: Final = 100
_MAX_DESCRIPTION: Final = 256


def get_me(world: World, _: Json) -> Json:
    return {
        **world.me.as_json(),
        "can_join_groups": True,
        "can_read_all_group_messages": False,
        "supports_inline_queries": True,
        "can_connect_to_business": False,
        "has_main_web_app": False,
    }


def set_my_commands(world: World, parameters: Json) -> bool:
    commands: list[Json] = parameters["commands"]
    if len(commands) > _MAX_COMMANDS:
        raise bad_request("BOT_COMMANDS_TOO_MUCH")
    for command in commands:
        if not command["command"]:
            raise bad_request("Command must be non-empty")
        if not command["description"]:
            raise bad_request("Command description must be non-empty")
        if len(command["description"]) > _MAX_DESCRIPTION:
            raise bad_request("BOT_COMMAND_DESCRIPTION_INVALID")
        if not _COMMAND.fullmatch(command["command"].removeprefix("/")):
            raise bad_request("BOT_COMMAND_INVALID")
    world.commands[_scope(world, parameters)] = commands
    return True


def get_my_commands(world: World, parameters: Json) -> list[Json]:
    return world.commands.get(_scope(world, parameters), [])


def delete_my_commands(world: World, parameters: Json) -> bool:
    world.commands.pop(_scope(world, parameters), None)
    return True


def set_webhook(world: World, parameters: Json, files: dict[str, File]) -> bool:
    if not parameters["url"].startswith("https://") or tdlib.url_fault(parameters["url"]):
        raise bad_request("bad webhook: An HTTPS URL must be provided for webhook")
    if not _SECRET.fullmatch(parameters.get("secret_token", "")):
        raise bad_request("secret token contains unallowed characters")
    world.updates.allow(parameters.get("allowed_updates"))
    world.updates.interrupt(conflict(CONFLICT_SET_WEBHOOK))
    if parameters.get("drop_pending_updates"):
        world.updates.clear()
    world.updates.webhook = parameters
    certificate = files.get(parameters.get("certificate", "").removeprefix("attach://"))
    world.updates.certificate = certificate.data if certificate else None
    return True


def delete_webhook(world: World, parameters: Json) -> bool:
    if parameters.get("drop_pending_updates"):
        world.updates.clear()
    world.updates.webhook = {}
    return True


def get_webhook_info(world: World, _: Json) -> Json:
    return {
        "url": world.updates.webhook.get("url", ""),
        "has_custom_certificate": world.updates.certificate is not None,
        "pending_update_count": len(world.updates),
    }


HANDLERS: Final[dict[str, Handler]] = {
    "getMe": get_me,
    "setMyCommands": set_my_commands,
    "getMyCommands": get_my_commands,
    "deleteMyCommands": delete_my_commands,
    "deleteWebhook": delete_webhook,
    "getWebhookInfo": get_webhook_info,
}
FILE_HANDLERS: Final[dict[str, FileHandler]] = {"setWebhook": set_webhook}


def _scope(world: World, parameters: Json) -> tuple[str, str]:
    """Commands are kept for each scope and language."""
    scope = parameters.get("scope", {"type": "default"})
    if "chat_id" in scope:
        scope = {**scope, "chat_id": world.peer(scope["chat_id"]).id}
    return json.dumps(scope, sort_keys=True), parameters.get("language_code", "")
