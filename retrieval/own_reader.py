"""The reader that ships with the project: what it is made of, and where it is kept prepared."""

from pathlib import Path

# What differs from the bundled embedding model's weights; its card is beside it.
WEIGHTS = Path(__file__).with_name("reader.safetensors")
