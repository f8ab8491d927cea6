"""The Bot API's methods: for each, the schema that checks a call and the handler that does it."""

from typing import Any, Final

from . import files as sent_files
from . import inlining, management, messaging, schema
from .refusal import not_found, stricter
from .types import File, Json
from .world import World

_HANDLERS: Final = {
    name.lower(): handler
    for part in (messaging, management, inlining, sent_files)
    for name, handler in part.HANDLERS.items()
}
_FILE_HANDLERS: Final = {
    name.lower(): handler
    for name, handler in (messaging.FILE_HANDLERS | management.FILE_HANDLERS).items()
}


class Methods:
    """The methods of the Bot API, by their names in small letters."""

    def __init__(self, world: World) -> None:
        self._world = world

    def title(self, name: str) -> str:
        """A method's name as Telegram writes it; Refused where there is none."""
        if name not in schema.METHODS:
            raise not_found()
        return schema.METHODS[name].__api_method__

    def check(self, name: str, raw: dict[str, Any]) -> Json:
        """The parameters, decoded; Refused where they are not what the method takes."""
        return schema.parse(schema.METHODS[name], raw)

    async def perform(self, name: str, parameters: Json, files: dict[str, File]) -> Any:
        """The result, as JSON; Refused where the world does not let it happen."""
        if name == "getupdates":
            return await self._world.updates.poll(parameters)
        if file_handler := _FILE_HANDLERS.get(name):
            return file_handler(self._world, parameters, files)
        if handler := _HANDLERS.get(name):
            return handler(self._world, parameters)
        if schema.returns_true(schema.METHODS[name]):
            return True
        raise stricter(f"method {self.title(name)} is not simulated")
