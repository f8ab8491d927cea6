# Commands for working on Pullquote. `just` lists them; each also works typed by hand.

python := ".venv-dev/bin/python"

# List the commands
default:
    @just --list

# Make a development environment: the program, tests, linters, benchmarks
setup:
    python3 -m venv .venv-dev
    .venv-dev/bin/pip install -e ".[test,lint,bench]"

# Format, lint, types and import contracts
check:
    {{python}} -m ruff format .
    {{python}} -m ruff check .
    {{python}} -m mypy
    .venv-dev/bin/lint-imports

# Quick tests: neither the real model nor other processes
test *ARGS:
    {{python}} -m pytest -m "not slow" {{ARGS}}

# All tests
test-all *ARGS:
    {{python}} -m pytest {{ARGS}}

# Small faults in a package that tests do not notice
mutants *ARGS:
    {{python}} -m tests.mutants {{ARGS}}

# A small benchmark of speed; needs no question sets
bench:
    {{python}} -m benchmarks.speed --quick

# Everything that has to pass before a merge
ci:
    .ci/run

# Resolve the versions of constraints.txt again; needs uv
lock:
    uv pip compile pyproject.toml --universal --python-version 3.11 --generate-hashes \
        --no-annotate --no-header --excludes <(echo torch) --upgrade --output-file constraints.txt
