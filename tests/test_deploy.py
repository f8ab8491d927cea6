"""What runs Pullquote as a service: held against the program, the README, and systemd itself."""

import re
import shutil
import subprocess
import sys
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


def instructions(name: str) -> list[str]:
    """The arguments of all instructions of this name, lines that go on joined."""
    joined = re.sub(r"\\\n\s*", " ", CONTAINERFILE)
    return re.findall(rf"^{name} (.+)$", joined, re.M)


@pytest.fixture
def unit(tmp_path: Path) -> Path:
    """The unit, with a program that is there."""
    path = tmp_path / "pullquote.service"
    path.write_text(UNIT.replace(PROGRAM, sys.executable), "utf-8")
    return path


@needs_systemd
def test_systemd_finds_nothing_wrong_with_the_unit(unit: Path) -> None:
    """No misspelt name, no value that it does not know."""
    done = subprocess.run(
        ["systemd-analyze", "verify", "--man=no", str(unit)], capture_output=True, text=True
    )
    said = [line for line in done.stderr.splitlines() if "pullquote" in line]
    assert (done.returncode, said) == (0, [])


@needs_systemd
def test_systemd_calls_the_unit_safe(unit: Path) -> None:
    """Its exposure is 2 of 10 at most, and what the guide says it is."""
    done = subprocess.run(
        ["systemd-analyze", "security", "--offline=true", "--no-pager", str(unit)],
        capture_output=True,
        text=True,
    )
    found = re.search(r"exposure level for \S+: ([\d.]+)", done.stdout)
    if found is None:
        pytest.skip(f"this systemd rates no file: {done.stderr}")
    assert float(found[1]) <= 2.0


def test_the_unit_gives_the_program_as_little_as_it_needs() -> None:
    """A user of its own, one folder to write in, and no way to more."""
    given = unit_settings()
    assert given["User"] == given["Group"] == "pullquote"
    assert given["NoNewPrivileges"] == "yes"
    assert given["ProtectSystem"] == "strict"
    assert given["CapabilityBoundingSet"] == ""
    assert given["ExecStart"] == f"{PROGRAM} bot"
    assert given["Environment"] == f"PULLQUOTE_DATA_DIR=/var/lib/{given['StateDirectory']}"
    assert not re.search(r"ReadWritePaths|TOKEN", UNIT)


def test_the_container_is_built_by_the_steps_of_the_readme() -> None:
    """What a reader is told to type is what is run; a step that is only there is not tried by
    anybody else."""
    install, *_, answer = instructions("RUN")
    for step in install.replace(" --no-cache-dir", "").split(" && "):
        assert step in README
    assert answer in README.replace(".venv/bin/", "")


def test_the_container_runs_as_nobody_special_with_one_volume_and_a_health_check() -> None:
    """Two stages, so that nothing is in it that only building needs."""
    assert len(instructions("FROM")) == 2
    [user], [volume] = instructions("USER"), instructions("VOLUME")
    assert user == "pullquote"
    assert CONTAINERFILE.index("USER ") < CONTAINERFILE.index("ENTRYPOINT ")
    assert len(instructions("HEALTHCHECK")) == 1
    assert "/healthz" in instructions("HEALTHCHECK")[0]
    [environment] = instructions("ENV")
    given = dict(re.findall(r"(PULLQUOTE_\w+)=(\S+)", environment))
    assert given["PULLQUOTE_DATA_DIR"] == volume
    assert set(given) <= {variable(field) for field in Settings.model_fields}


def test_both_keep_their_things_in_the_same_places() -> None:
    """So that one .env serves both, and whoever changes over moves nothing."""
    given = unit_settings()
    assert f"VOLUME /var/lib/{given['StateDirectory']}" in CONTAINERFILE
    assert f"WORKDIR {given['WorkingDirectory']}" in CONTAINERFILE
    assert "/opt/pullquote/.venv" in CONTAINERFILE


def test_secrets_stay_out_of_the_image() -> None:
    """What is copied into it has no .env, for Docker and for Podman."""
    for name in (".containerignore", ".dockerignore"):
        assert ".env" in (ROOT / name).read_text("utf-8").splitlines()


def test_the_guide_names_what_is_there() -> None:
    """Its commands, settings and files exist; what it says of safety is what is measured."""
    commands = set(re.findall(r"^(?:sudo|podman exec pullquote) pullquote (\w+)", GUIDE, re.M))
    assert commands
    assert commands <= set(COMMANDS)
    settings = set(re.findall(r"PULLQUOTE_[A-Z_]+", GUIDE))
    assert settings <= {variable(field) for field in Settings.model_fields}
    for name in re.findall(r"deploy/[\w.-]+", GUIDE):
        assert (ROOT / name).exists(), name
