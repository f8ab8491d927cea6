"""Signatures with the server's secret key: sessions, form tokens, rated answers.

The key is made at the first start and kept in the data folder, so that sessions and open pages
survive a restart. Who can read the data folder can forge them, and could change the collection
anyway.
"""

import base64
import contextlib
import hashlib
import hmac
import logging
import secrets
from pathlib import Path

from bot.storage.data_folder import WEB
from corpus.atomic_write import atomic_write
from corpus.private_files import make_private_folder

_log = logging.getLogger(__name__)
_FILE = "key"
_BYTES = 32


class Keys:
    """Signs and checks texts. ``purpose`` keeps a signature made for one thing from being taken for
    another."""

    def __init__(self, key: bytes) -> None:
        self._key = key

    @classmethod
    def of(cls, data_dir: Path) -> "Keys":
        """The keys of a data folder, made if there are none. Where they cannot be kept, they are
        those of this process."""
        folder = data_dir / WEB
        try:
            make_private_folder(folder)
            with contextlib.suppress(FileNotFoundError):
                key = (folder / _FILE).read_bytes()
                if len(key) == _BYTES:
                    return cls(key)
            key = secrets.token_bytes(_BYTES)
            atomic_write(folder / _FILE, key)
        except OSError as error:
            _log.warning(
                "the key of sessions cannot be kept in %s (%s), so they end with this process",
                folder,
                error.strerror or error,
            )
            key = secrets.token_bytes(_BYTES)
        return cls(key)

    def signature(self, purpose: str, *parts: str) -> str:
        """The signature of some texts, in characters that cookies and forms can have."""
        message = "\0".join((purpose, *(f"{len(one)}:{one}" for one in parts)))
        digest = hmac.new(self._key, message.encode("utf-8", "surrogatepass"), hashlib.sha256)
        return base64.urlsafe_b64encode(digest.digest()).rstrip(b"=").decode()

    def is_signature(self, given: str, purpose: str, *parts: str) -> bool:
        """Whether this is the signature of these texts."""
        wanted = self.signature(purpose, *parts)
        return hmac.compare_digest(given.encode("utf-8", "surrogatepass"), wanted.encode())
