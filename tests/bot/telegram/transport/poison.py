"""An encoder that ends the process at once when it is given a certain word, as a bug in a native
library would."""

import os
import signal
from collections.abc import Sequence

from retrieval.arrays import Vectors
from retrieval.models.encoder import Tokens
from tests.fakes import BagOfWords

WORD = "arsenic"
PROGRAM = (
    "import sys; from bot.app import App;"
    "from tests.bot.telegram.transport.poison import Poisonable;"
    "App.encoder = Poisonable(); App.reader = None;"
    "from bot.cli.main import main; sys.exit(main(sys.argv[1:]))"
)


class Poisonable(BagOfWords):
    """Dies of one word."""

    def encode_questions_with_tokens(self, texts: Sequence[str]) -> list[tuple[Vectors, Tokens]]:
        if any(WORD in text for text in texts):
            os.kill(os.getpid(), signal.SIGKILL)
        return super().encode_questions_with_tokens(texts)

    def encode_questions(self, texts: Sequence[str]) -> Vectors:
        if any(WORD in text for text in texts):
            os.kill(os.getpid(), signal.SIGKILL)
        return super().encode_questions(texts)
