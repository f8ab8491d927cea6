"""Conversations in the bot's languages, as people have them."""

from pathlib import Path

import pytest

from bot.telegram.render.texts import LANGUAGES, texts_for
from tests.bot.bot_process import ANSWER, QUESTION, TOKEN, bot, collection
from tests.bot_api import BotApiServer, Chat, Message

pytestmark = pytest.mark.slow

# Telegram's code, thanks, once a day at nine, the filter that nothing passes.
_SAID = {
    "fr-ca": ("Merci beaucoup !", "une fois par jour 9", "depuis:2030"),
    "pl": ("Dziękuję bardzo.", "codziennie 9", "od:2030"),
    "pt-br": ("Muito obrigada!", "uma vez por dia 9", "desde:2030"),
    "ro": ("Mulțumesc frumos", "zilnic 9", "din:2030"),
    "tr": ("Çok teşekkürler!", "her gün 9", "başlangıç:2030"),
    "zh-hans": ("好的，谢谢！", "每天 9", "从：2030"),
}


def say(chat: Chat, words: str) -> Message:
    chat.send(words)
    [message] = chat.wait_for(1)
    return message


def test_everybody_is_answered_in_their_language(tmp_path: Path) -> None:
    """The bot's words in theirs, the quotes in the document's; by words of their own, too."""
    with BotApiServer(token=TOKEN) as server:
        data_dir = collection(tmp_path)
        with bot(server, data_dir):
            for code, (thanks, daily, since) in _SAID.items():
                texts = texts_for(code)
                assert texts.language == code[:2]
                chat = server.private_chat(server.user(code, language_code=code))
                answer = say(chat, QUESTION)
                assert ANSWER in answer.text
                labels = [one["text"] for one in answer.buttons]
                assert texts("button-source") in labels
                none = say(chat, f"{since} {QUESTION}").text
                assert since in none
                assert none.startswith(texts("no-documents-among", filters=since)[:12])
                assert say(chat, thanks).text == texts("answer-thanks")
                assert say(chat, f"/watch {QUESTION}").text == texts("watch-saved")
                assert texts("watch-daily", hour=9) in say(chat, f"/watch {daily}").text
            spoken = {language for _, language in server.commands}
            assert spoken == {"", *LANGUAGES[1:]}
        assert not server.refusals, server.report()
