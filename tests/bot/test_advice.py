"""Advice on errors, and the rule that only ``bot`` names commands and settings."""

import ast
import re
from collections.abc import Iterator
from pathlib import Path
from string import Formatter

import pytest

from bot.advice import ADVICE, explain, explain_reason
from bot.cli.main import COMMANDS
from bot.settings import Settings, variable
from corpus.errors import PullquoteError, SourceError, UnknownDocumentError
from retrieval.errors import MissingIndex

ROOT = Path(__file__).parents[2]
BELOW = sorted(path for name in ("corpus", "retrieval") for path in (ROOT / name).rglob("*.py"))
_CODE = re.compile(r"[a-z]+(-[a-z]+)+")
_ERROR = re.compile(r"[A-Z]\w*(Error|Fault|Index|Calibration|Unprepared|CannotPrepare)")


def _codes(tree: ast.AST) -> Iterator[str]:
    """The codes that a module gives its errors: arguments after the message, and attributes."""
    for node in ast.walk(tree):
        if isinstance(node, ast.ClassDef):
            for line in node.body:
                if isinstance(line, ast.Assign) and ast.unparse(line.targets[0]) == "code":
                    yield ast.literal_eval(line.value)
        elif isinstance(node, ast.Call):
            name = ast.unparse(node.func)
            for argument in node.args[1:]:
                if isinstance(argument, ast.Constant) and isinstance(argument.value, str):
                    is_code = _CODE.fullmatch(argument.value) is not None
                    if is_code and (_ERROR.fullmatch(name) or name == "_named"):
                        yield argument.value


def test_every_code_has_advice_and_all_advice_a_code() -> None:
    """Whatever code an error of the lower packages or of the data folder has, there is advice on
    it, and no more."""
    raising = [*BELOW, *(ROOT / "bot/storage").glob("*.py")]
    used = {code for path in raising for code in _codes(ast.parse(path.read_text()))} - {""}
    assert used == set(ADVICE)


@pytest.mark.parametrize("path", BELOW, ids=lambda path: str(path.relative_to(ROOT)))
def test_lower_packages_name_no_command_and_no_setting(path: Path) -> None:
    """``corpus`` and ``retrieval`` are libraries: what users type is not theirs to know."""
    named = re.findall(rf"PULLQUOTE_|\bpullquote (?:{'|'.join(COMMANDS)})\b", path.read_text())
    assert not named


def test_advice_names_commands_and_settings_that_exist() -> None:
    """A command or variable that was renamed would send people astray."""
    known = {variable(field) for field in Settings.model_fields}
    for advice in ADVICE.values():
        assert set(re.findall(r"PULLQUOTE_\w+", advice)) <= known
        assert set(re.findall(r"`pullquote (\w+)", advice)) <= COMMANDS.keys()


def test_an_error_is_explained_with_its_advice() -> None:
    """What happened, why, and what to try; without a code, the message alone."""
    assert explain(MissingIndex("there is no index in x")) == (
        "there is no index in x; `pullquote sync` builds it again"
    )
    assert explain(UnknownDocumentError("x")) == "no document 'x'; `pullquote list` shows the ids"
    assert explain(PullquoteError("it is full")) == "it is full"
    error = SourceError("https://x", "not a file", "web-address")
    assert explain(error) == "https://x: not a file; `pullquote add` reads web addresses"
    assert explain_reason(error) == "not a file; `pullquote add` reads web addresses"


def test_advice_uses_the_data_of_the_error() -> None:
    """Where advice has fields, the error that it is for has them."""
    fields = {
        code: [name for _, name, _, _ in Formatter().parse(advice) if name]
        for code, advice in ADVICE.items()
    }
    assert {code for code, names in fields.items() if names} == {
        "correction-lost",
        "document-lost",
        "reader-kind",
    }
    error = PullquoteError("it is a generator", "reader-kind", kinds="…ForQuestionAnswering")
    assert "the kinds …ForQuestionAnswering, or none" in explain(error)
