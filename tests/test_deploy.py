"""The deployment files, checked against the program, the README and systemd."""

import re
import runpy
import shutil
import subprocess
import sys
import tomllib
from pathlib import Path

import pytest

from bot.cli.main import COMMANDS
from bot.settings import Settings, variable

ROOT = Path(__file__).parents[1]
UNIT = (ROOT / "deploy" / "pullquote.service").read_text("utf-8")
CONTAINERFILE = (ROOT / "deploy" / "Containerfile").read_text("utf-8")
GUIDE = (ROOT / "docs" / "self-hosting.md").read_text("utf-8")
README = (ROOT / "README.md").read_text("utf-8")
PROGRAM = "/opt/pullquote/.venv/bin/pullquote"

needs_systemd = pytest.mark.skipif(
    shutil.which("systemd-analyze") is None, reason="systemd-analyze is not installed"
)


def unit_settings() -> dict[str, str]:
    return dict(re.findall(r"^(\w+)=(.*)$", UNIT, re.M))


def instructions(name: str, stage: str = "") -> list[str]:
    """The arguments of all instructions of this name, continued lines joined; of the ``stage`` that
    has this name, or else of the last."""
    joined = re.sub(r"\\\n\s*", " ", CONTAINERFILE)
    stages = re.split(r"^FROM \S+", joined, flags=re.M)[1:]
    named = {re.sub(r"^ AS ", "", one.partition("\n")[0]): one for one in stages}
    return re.findall(rf"^{name} (.+)$", named[stage], re.M)


@pytest.fixture
def unit(tmp_path: Path) -> Path:
    """The unit, with a program that exists here."""
    path = tmp_path / "pullquote.service"
    path.write_text(UNIT.replace(PROGRAM, sys.executable), "utf-8")
    return path


@needs_systemd
def test_systemd_finds_nothing_wrong_with_the_unit(unit: Path) -> None:
    """No misspelt name, no value that it does not know."""
    done = subprocess.run(
        ["systemd-analyze", "verify", "--man=no", str(unit)], capture_output=True, encoding="utf-8"
    )
    complaints = [line for line in done.stderr.splitlines() if "pullquote" in line]
    assert (done.returncode, complaints) == (0, [])


@needs_systemd
def test_systemd_rates_the_unit_as_safe(unit: Path) -> None:
    """Its exposure is what the guide says, within a tenth, and 2 of 10 at most."""
    done = subprocess.run(
        ["systemd-analyze", "security", "--offline=true", "--no-pager", str(unit)],
        capture_output=True,
        encoding="utf-8",
    )
    found = re.search(r"exposure level for \S+: ([\d.]+)", done.stdout)
    if found is None:
        pytest.skip(f"this systemd rates no file: {done.stderr}")
    assert float(found[1]) <= 2.0
    stated = re.search(r"rates its exposure at ([\d.]+) of 10", GUIDE)
    assert stated is not None
    assert float(found[1]) == pytest.approx(float(stated[1]), abs=0.11)


def test_the_unit_grants_only_what_the_program_needs() -> None:
    """A user of its own, one writable folder, and no way to gain privileges."""
    settings = unit_settings()
    assert settings["User"] == settings["Group"] == "pullquote"
    assert settings["NoNewPrivileges"] == "yes"
    assert settings["ProtectSystem"] == "strict"
    assert settings["CapabilityBoundingSet"] == ""
    assert settings["ExecStart"] == f"{PROGRAM} bot"
    assert settings["Environment"] == f"PULLQUOTE_DATA_DIR=/var/lib/{settings['StateDirectory']}"
    assert not re.search(r"ReadWritePaths|TOKEN", UNIT)


def test_the_container_is_built_by_the_steps_of_the_readme() -> None:
    """The image runs the commands that the README tells people to type, and no others."""
    [install], [answer] = instructions("RUN", "build"), instructions("RUN")
    for step in re.sub(r" --no-cache-dir|\$\{EXTRA\S+", "", install).split(" && "):
        assert step in README
    assert answer in README.replace(".venv/bin/", "")


def test_the_container_is_unprivileged_with_one_volume_and_a_health_check() -> None:
    """Both images are made on the same base; what only the build needs is in neither."""
    assert len(re.findall(r"^FROM base\b", CONTAINERFILE, re.M)) == 2
    [user] = instructions("USER", "base")
    assert user == "pullquote"
    [check] = instructions("HEALTHCHECK", "base")
    assert "/healthz" in check
    [environment] = instructions("ENV", "base")
    settings = dict(re.findall(r"(PULLQUOTE_\w+)=(\S+)", environment))
    assert set(settings) <= {variable(field) for field in Settings.model_fields}
    for stage, build in (("light", "light-build"), ("", "build")):
        assert instructions("VOLUME", stage) == [settings["PULLQUOTE_DATA_DIR"]]
        [copied] = instructions("COPY", stage)
        assert copied.startswith(f"--from={build} ")
        assert instructions("USER", stage) == []


def test_the_light_image_has_everything_but_torch() -> None:
    """Its stage installs by the script that the guide names, which takes its list from the
    project's own."""
    [install] = instructions("RUN", "light-build")
    script = re.search(r"deploy/\w+\.py", install)
    assert script is not None
    assert script[0] in (ROOT / "docs" / "installing.md").read_text("utf-8")
    found = runpy.run_path(str(ROOT / script[0]))
    needed, alone = found["requirements"]()
    wanted = tomllib.loads((ROOT / "pyproject.toml").read_text("utf-8"))["project"]["dependencies"]
    left_out = set(wanted) - set(needed) - set(alone)
    assert {re.split("[<>=]", one)[0] for one in left_out} == {
        "torch",
        "transformers",
        "sentence-transformers",
    }


def test_the_web_service_is_as_closed_as_the_bots() -> None:
    """Its unit differs in what it runs and is called, and in nothing that protects."""
    web = (ROOT / "deploy" / "pullquote-web.service").read_text("utf-8")
    settings = dict(re.findall(r"^(\w+)=(.*)$", web, re.M))
    assert settings.pop("ExecStart") == f"{PROGRAM} serve"
    other = unit_settings()
    other.pop("ExecStart")
    assert {name for name in other if settings.get(name) != other[name]} == {"Description"}


def test_service_and_container_use_the_same_places() -> None:
    """One .env serves both, and changing from one to the other moves nothing."""
    settings = unit_settings()
    assert f"VOLUME /var/lib/{settings['StateDirectory']}" in CONTAINERFILE
    assert f"WORKDIR {settings['WorkingDirectory']}" in CONTAINERFILE
    assert "/opt/pullquote/.venv" in CONTAINERFILE


def test_secrets_stay_out_of_the_image() -> None:
    """Docker and Podman both ignore .env when they copy the checkout."""
    for name in (".containerignore", ".dockerignore"):
        assert ".env" in (ROOT / name).read_text("utf-8").splitlines()


def test_the_guide_names_what_exists() -> None:
    """Its commands, settings and files exist."""
    commands = set(re.findall(r"^(?:sudo|podman exec pullquote) pullquote (\w+)", GUIDE, re.M))
    assert commands
    assert commands <= set(COMMANDS)
    settings = set(re.findall(r"PULLQUOTE_[A-Z_]+", GUIDE))
    assert settings <= {variable(field) for field in Settings.model_fields}
    for name in re.findall(r"deploy/[\w.-]+", GUIDE):
        assert (ROOT / name).exists(), name
