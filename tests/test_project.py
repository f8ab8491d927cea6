"""What the project says about itself: documents, versions, dependencies."""

import doctest
import importlib
import re
import tomllib
from pathlib import Path

import pytest

from bot.cli.main import COMMANDS
from bot.settings import Settings, variable
from corpus.parsers.registry import FORMATS

ROOT = Path(__file__).parents[1]
PAGES = [
    *sorted(ROOT.glob("*.md")),
    *sorted((ROOT / "docs").glob("*.md")),
    ROOT / "benchmarks/README.md",
    ROOT / "training/README.md",
    ROOT / "retrieval/readers/reader_card.md",
    ROOT / ".env.example",
]
# Extensions of the file formats that are only other names of one that is documented.
_SYNONYMS = {".text", ".markdown"}


def page(name: str) -> str:
    return (ROOT / name).read_text("utf-8")


def test_every_command_is_documented() -> None:
    """The page of commands names each command, and none that does not exist."""
    named = set(
        re.findall(r"^\| `pullquote (\w+)|, `pullquote (\w+)", page("docs/commands.md"), re.M)
    )
    assert {one or two for one, two in named} == set(COMMANDS)


@pytest.mark.parametrize("path", PAGES, ids=lambda path: path.relative_to(ROOT).as_posix())
def test_documented_settings_exist(path: Path) -> None:
    """A misspelt setting in the documentation costs somebody an evening."""
    named = set(re.findall(r"\bPULLQUOTE_[A-Z_]+", path.read_text("utf-8")))
    others = {"PULLQUOTE_COMPLETE"} | variables_for_tests()
    assert named - others <= {variable(field) for field in Settings.model_fields}


def variables_for_tests() -> set[str]:
    """The variables that name servers for tests: no settings of the program."""
    found: set[str] = set()
    for file in (ROOT / "tests").rglob("*.py"):
        found |= set(
            re.findall(r'^_\w+ = "(PULLQUOTE_TEST_[A-Z_]+)"$', file.read_text("utf-8"), re.M)
        )
    return found


def test_every_setting_is_documented() -> None:
    """The example file has each setting."""
    named = set(re.findall(r"^#? ?(PULLQUOTE_[A-Z_]+)=", page(".env.example"), re.M))
    assert named == {variable(field) for field in Settings.model_fields}


@pytest.mark.parametrize("path", PAGES, ids=lambda path: path.relative_to(ROOT).as_posix())
def test_links_between_documents_work(path: Path) -> None:
    """Each relative link leads to a file that exists, and to one of its headings."""
    for target in re.findall(r"\]\(([^)\s]+)\)", path.read_text("utf-8")):
        name, _, heading = target.partition("#")
        if re.match(r"https?:", name):
            continue
        found = path.parent / name if name else path
        assert found.exists(), target
        if heading:
            assert heading in anchors(found.read_text("utf-8")), target


def anchors(text: str) -> set[str]:
    """The anchors that a Markdown file's headings get on code hosts."""
    titles = re.findall(r"^#+ (.+)$", text, re.M)
    return {re.sub(r"[^\w\- ]", "", one.lower()).replace(" ", "-") for one in titles}


@pytest.mark.parametrize("path", PAGES, ids=lambda path: path.relative_to(ROOT).as_posix())
def test_documented_modules_exist(path: Path) -> None:
    """Each `python -m` command that a document tells people to run is there."""
    text = re.sub(
        r"\(`python -m [\w.]+[^`]*`,\s+(?:which is )?in the history.*?\)",
        "",
        path.read_text("utf-8"),
        flags=re.S,
    )
    text = re.sub(r"\(`benchmarks\.\w+`, in the history.*?\)", "", text, flags=re.S)
    for name in re.findall(r"python -m ((?:benchmarks|training|tests)[\w.]+)", text):
        place = ROOT / name.replace(".", "/")
        assert place.with_suffix(".py").exists() or (place / "__main__.py").exists(), name


def test_the_readme_is_short() -> None:
    """What does not fit into 150 lines has a page of its own."""
    assert len(page("README.md").splitlines()) <= 150


def test_versions_agree() -> None:
    """The changelog begins with the version that is installed."""
    version = tomllib.loads(page("pyproject.toml"))["project"]["version"]
    first = re.search(r"^## (\S+)", page("CHANGELOG.md"), re.M)
    assert first is not None
    assert first[1] == version


def test_every_format_is_documented() -> None:
    """The page of formats names each ending that is read, and none that is not."""
    table = page("docs/formats.md").partition("\n## ")[0]
    named = set(re.findall(r"`(\.\w+)`", table)) - {".zip"}
    assert named == set(FORMATS) - _SYNONYMS - {".zip"}


def test_packages_are_typed() -> None:
    """Each package that is installed says so to type checkers."""
    packages = tomllib.loads(page("pyproject.toml"))
    for name in packages["tool"]["hatch"]["build"]["targets"]["wheel"]["packages"]:
        assert (ROOT / name / "py.typed").exists(), name


def test_constraints_have_every_dependency_but_torch() -> None:
    """A reproducible install lacks nothing that the project asks for."""

    def normal(name: str) -> str:
        return re.sub(r"[-_.]+", "-", name).lower()

    listed = set(re.findall(r"^([a-z0-9-]+)==", page("constraints.txt"), re.M))
    wanted = tomllib.loads(page("pyproject.toml"))["project"]["dependencies"]
    names = {normal(re.split(r"[<>=!~\[; ]", one, maxsplit=1)[0]) for one in wanted}
    assert names - listed == {"torch"}


def test_heavy_libraries_have_one_importing_module() -> None:
    """Each can be replaced in one file."""
    importers = {
        "faiss": "retrieval/index/ivf.py",
        "sentence_transformers": "retrieval/models/sentence_transformer.py",
        "transformers": "retrieval/models/hugging_face.py",
        "huggingface_hub": "retrieval/models/hugging_face.py",
        "openvino": "retrieval/models/openvino/runtime.py",
        "sqlite3": "corpus/store/database.py",
        "httpcore2": "corpus/web/connection.py",
        "protego": "corpus/web/robots.py",
        "feedparser": "corpus/parsers/markup/feed.py",
        "watchfiles": "bot/cli/sync_watch.py",
        "sentencex": "corpus/text/boundaries.py",
        "aiohttp": "bot/telegram/transport/web/server.py",
        "prometheus_client": "bot/telegram/transport/web/metrics.py",
        "Stemmer": "retrieval/text/stemming.py",
        "filelock": "corpus/store/lock.py",
        "ijson": "corpus/parsers/records/json_stream.py",
        "olefile": "corpus/parsers/office/old_word/doc.py",
        "lxml": "corpus/parsers/markup/trees.py",
        "pylatexenc": "corpus/parsers/tex/plain.py",
        "pypdfium2": "corpus/parsers/pdf/pdfium.py",
        "pysubs2": "corpus/parsers/subtitles.py",
        "rapidfuzz": "retrieval/text/edit_distance.py",
        "striprtf": "corpus/parsers/office/rtf.py",
        "tesserocr": "corpus/parsers/pdf/ocr.py",
        "PIL": "corpus/parsers/image.py",
        "jinja2": "bot/web/site.py",
        "matplotlib": "bot/terminal/evaluation_plot.py",
        "mcp": "bot/mcp/server.py",
    }
    code = {
        path.relative_to(ROOT).as_posix(): path.read_text("utf-8")
        for package in ("bot", "retrieval", "corpus")
        for path in (ROOT / package).rglob("*.py")
    }
    for library, importer in importers.items():
        pattern = re.compile(rf"^[ \t]*(?:from|import) {re.escape(library)}\b", re.M)
        found = {path for path, text in code.items() if pattern.search(text)}
        assert found == {importer}, library


def test_every_dependency_is_documented() -> None:
    """docs/dependencies.md has a row for each package that pyproject.toml names, and no other, with
    an extra that it is in."""
    project = tomllib.loads((ROOT / "pyproject.toml").read_text("utf-8"))["project"]
    groups = {"": project["dependencies"], **project["optional-dependencies"]}
    named: dict[str, set[str]] = {}
    for extra, lines in groups.items():
        for line in lines:
            found = re.match(r"[\w.-]+", line)
            assert found is not None
            named.setdefault(found[0], set()).add(extra)
    rows = {}
    for line in (ROOT / "docs" / "dependencies.md").read_text("utf-8").splitlines():
        cells = [cell.strip() for cell in line.strip("|").split("|")]
        if line.startswith("| ") and cells[0] != "package":
            assert cells[0] not in rows
            assert all(cells)
            rows[cells[0]] = cells[3] if len(cells) > 3 else ""
    assert rows.keys() == named.keys()
    for name, extra in rows.items():
        assert extra in named[name], name


def test_torch_is_imported_only_where_networks_are_built() -> None:
    """Nothing but exporting the embedding model and the reader's network waits for it."""
    pattern = re.compile(r"^\s*(?:from|import) torch\b", re.M)
    found = {
        path.name
        for package in ("bot", "retrieval", "corpus")
        for path in (ROOT / package).rglob("*.py")
        if pattern.search(path.read_text("utf-8"))
    }
    assert found == {"export.py", "network.py"}


@pytest.mark.parametrize(
    "name",
    [
        ".".join(path.relative_to(ROOT).with_suffix("").parts)
        for package in ("corpus", "retrieval")
        for path in sorted((ROOT / package).rglob("*.py"))
        if ">>> " in path.read_text("utf-8")
    ],
)
def test_the_examples_in_docstrings_are_true(name: str) -> None:
    """What a docstring shows is what happens."""
    found = doctest.testmod(importlib.import_module(name))
    assert found.attempted
    assert not found.failed
