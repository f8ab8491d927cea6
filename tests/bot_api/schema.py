"""Every method of the Bot API and the types of its parameters, from aiogram's method classes.

aiogram generates a pydantic model for each method from Telegram's documentation; this module
turns those models into a judge of requests, so no list of methods is kept by hand. What a model
refuses is said in Telegram's words.

Stricter than Telegram, which ignores parameters and fields that it does not know, still takes
deprecated ones, and reads a wrong type at the top level as if nothing had been sent. A bot that
sends such things has a mistake, and here it is told.
"""

import json
from collections.abc import Iterator, Mapping
from typing import Any, Final, get_args

import aiogram.methods
from aiogram import types as aiogram_types
from aiogram.enums import ChatAction, UpdateType
from aiogram.methods import TelegramMethod
from pydantic import BaseModel, ValidationError
from pydantic.fields import FieldInfo

from .refusal import Refused, bad_request, stricter
from .types import Json

Method = type[TelegramMethod[Any]]

METHODS: Final[dict[str, Method]] = {
    method.__api_method__.lower(): method
    for method in vars(aiogram.methods).values()
    if isinstance(method, type)
    and issubclass(method, TelegramMethod)
    and method is not TelegramMethod
}
"""Method classes by lower-case name: Telegram does not look at the case of a method's name."""

_KEYBOARDS: Final[dict[str, type[BaseModel]]] = {
    "inline_keyboard": aiogram_types.InlineKeyboardMarkup,
    "keyboard": aiogram_types.ReplyKeyboardMarkup,
    "remove_keyboard": aiogram_types.ReplyKeyboardRemove,
    "force_reply": aiogram_types.ForceReply,
}
_MISSING: Final = {
    "text": "Message text is empty",
    "chat_id": "chat_id is empty",
    "message_id": "Message identifier is not specified",
    "action": "Wrong parameter action in request",
    "callback_query_id": "QUERY_ID_INVALID",
}
_NOUNS: Final = {
    "reply_markup": "reply keyboard markup",
    "scope": "BotCommandScope",
}
_PREFIXES: Final = {
    "entities": "Can't parse MessageEntity: ",
    "commands": "Can't parse BotCommand: ",
    "scope": "Can't parse BotCommandScope: ",
    "inline_keyboard": "Can't parse inline keyboard button: ",
    "keyboard": "Can't parse keyboard button: ",
}
_ACTIONS: Final = frozenset(action.value for action in ChatAction)
_UPDATE_KINDS: Final = frozenset(kind.value for kind in UpdateType)
_TYPE_NAMES: Final = {
    "int": "Number",
    "float": "Number",
    "bool": "Boolean",
    "string": "String",
    "list": "Array",
    "model": "Object",
    "dict": "Object",
}
_BOOLEANS: Final = {
    "true": True,
    "yes": True,
    "1": True,
    "false": False,
    "no": False,
    "0": False,
}


def parse(method: Method, raw: Mapping[str, Any]) -> Json:
    """The parameters of a call, decoded and checked; Refused if Telegram, or we, would not.

    ``raw`` holds strings where the request was a form, as python-telegram-bot sends it: numbers
    and booleans are read from them, and nested values from JSON. Nulls and empty strings count
    as not given, as they do for Telegram.
    """
    given = {name: value for name, value in raw.items() if value is not None and value != ""}
    fields = method.model_fields
    _check_names(method, given)
    for name in sorted(fields, key=lambda name: name != "text"):  # Telegram reads the text first
        if fields[name].is_required() and name not in given:
            raise bad_request(_MISSING.get(name, f'Parameter "{name}" is required'))
    decoded = {name: _decoded(name, fields[name], value) for name, value in given.items()}
    if isinstance(decoded.get("reply_markup"), dict):
        _check_keyboard(decoded["reply_markup"])
    # What can be nothing but a file has been seen to be one, and the models would want its bytes.
    files = {
        name: decoded.pop(name)
        for name, value in given.items()
        if isinstance(value, str)
        and value.startswith("attach://")
        and str not in set(_leaf_types(fields[name].annotation))
    }
    parameters = _validated(method, decoded)
    for path in _unknown_fields(parameters, ()):
        raise stricter(f"field {path} is unknown to Telegram and would be ignored")
    checked = parameters.model_dump(mode="json", exclude_unset=True) | files
    _check_choices(checked)
    return checked


def returns_true(method: Method) -> bool:
    """Whether the method's only answer is ``true``."""
    return bool(method.__returning__ is bool)


def _check_names(method: Method, given: Mapping[str, Any]) -> None:
    for name in given:
        field = method.model_fields.get(name)
        if field is None:
            title = method.__api_method__
            raise stricter(f"parameter {name} is unknown to {title} and would be ignored")
        extra = field.json_schema_extra
        if isinstance(extra, dict) and extra.get("deprecated"):
            raise stricter(f"parameter {name} is deprecated")


def _check_choices(parameters: Json) -> None:
    """Words that stand for one of a few things, and are plain strings in the models."""
    if parameters.get("action", ChatAction.TYPING) not in _ACTIONS:
        raise bad_request(_MISSING["action"])
    for kind in parameters.get("allowed_updates", ()):
        if kind not in _UPDATE_KINDS:
            raise stricter(f"there are no updates of the kind {kind}")


def _decoded(name: str, field: FieldInfo, value: Any) -> Any:
    """A form's string as the value that the parameter wants; anything else as it is."""
    if not isinstance(value, str):
        return value
    kinds = set(_leaf_types(field.annotation))
    if any(kind in (list, dict) or issubclass(kind, BaseModel) for kind in kinds):
        try:
            return json.loads(value)
        except ValueError:
            noun = _NOUNS.get(name, name.replace("_", " "))
            raise bad_request(f"Can't parse {noun} JSON object") from None
    if str in kinds:
        return value
    try:
        if bool in kinds:
            return _BOOLEANS[value.strip().lower()]
        return int(value) if int in kinds else float(value) if float in kinds else value
    except (KeyError, ValueError):
        wanted = "Boolean" if bool in kinds else "Number"
        raise bad_request(f'Field "{name}" must be of type {wanted}') from None


def _leaf_types(annotation: Any) -> Iterator[type]:
    """The plain types that an annotation is made of; a list counts as ``list``."""
    if isinstance(annotation, type):
        yield annotation
    elif getattr(annotation, "__origin__", None) in (list, dict):
        yield annotation.__origin__
    else:
        for argument in get_args(annotation):
            yield from _leaf_types(argument)


def _check_keyboard(markup: Json) -> None:
    """Says what is wrong with a keyboard of a known kind.

    A union of models that allow extra fields takes a faulty keyboard of one kind for an odd one
    of another; so the kind is settled here first.
    """
    for key, model in _KEYBOARDS.items():
        if key in markup:
            try:
                model.model_validate_json(json.dumps(markup), strict=True)
            except ValidationError as error:
                raise _in_words(error) from None
            return
    raise bad_request("Object expected as reply markup")


def _validated(method: Method, decoded: Json) -> BaseModel:
    """Strict, as Telegram is with nested values: "yes" is no Boolean, "5" no Number."""
    try:
        return method.model_validate_json(json.dumps(decoded), strict=True)
    except ValidationError as error:
        raise _in_words(error) from None


def _in_words(error: ValidationError) -> Refused:
    """A validation error as Telegram puts it.

    Where a union was tried, each member left errors: those of the member that came nearest to
    fitting are told.
    """
    branches: dict[tuple[int | str, ...], list[Any]] = {}
    for item in error.errors(include_url=False, include_input=False):
        if item["type"] != "is_instance_of":  # aiogram's own kinds of default
            branches.setdefault(_branch(item["loc"]), []).append(item)

    def misfit(items: list[Any]) -> tuple[bool, int]:
        return any(item["type"] == "literal_error" for item in items), len(items)

    first = min(branches.values(), key=misfit)[0]
    names = [part for part in first["loc"] if isinstance(part, str) and _is_field(part)]
    inside = names if first["type"] == "union_tag_invalid" else names[:-1]
    prefix = next((_PREFIXES[name] for name in inside if name in _PREFIXES), "")
    if first["type"] == "missing":
        return bad_request(f'{prefix}Can\'t find field "{names[-1]}"')
    if first["type"] == "literal_error" and first["ctx"]["expected"] == "True":
        return bad_request(f'{prefix}Field "{names[-1]}" must be of type Boolean')
    if first["type"] in ("literal_error", "union_tag_invalid"):
        return bad_request(f"{prefix}Unsupported type specified")
    wanted = _TYPE_NAMES.get(first["type"].split("_")[0], "the documented kind")
    if wanted == "Object" and len(names) == 1:
        return bad_request(f"Object expected as {names[0].replace('_', ' ')}")
    return bad_request(f'{prefix}Field "{names[-1]}" must be of type {wanted}')


def _is_field(part: str) -> bool:
    """Whether a step of an error's path is a field, not a member of a union."""
    return part[:1].islower() and part not in ("bool", "int", "float", "str")


def _branch(path: tuple[int | str, ...]) -> tuple[int | str, ...]:
    """The part of an error's path that names the member of a union, a class, if there is one."""
    for index, part in enumerate(path):
        if isinstance(part, str) and part[:1].isupper():
            return path[: index + 1]
    return ()


def _unknown_fields(value: Any, path: tuple[str, ...]) -> Iterator[str]:
    """The paths of fields that the models kept but do not know."""
    if isinstance(value, BaseModel):
        for name in value.model_extra or {}:
            yield ".".join((*path, name))
        for name in value.model_fields_set & set(type(value).model_fields):
            yield from _unknown_fields(getattr(value, name), (*path, name))
    elif isinstance(value, list):
        for index, item in enumerate(value):
            yield from _unknown_fields(item, (*path, str(index)))
