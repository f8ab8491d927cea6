"""Whether words are a question by themselves.

In a private chat people ask on without replying to anything: "And in July?". Read by themselves,
such words find nothing; read as hanging on what was asked before, a question that stands for
itself would be led astray. So only what can hardly be meant otherwise counts as asking on, and who
is read so is told. The words are those of the five languages that the bot speaks.
"""

import re


def _set(words: str) -> frozenset[str]:
    return frozenset(words.split())


_WORD = re.compile(r"[\w’'-]+")
_FEW = 7

_OPENINGS = _set("and but or also и а но или і й та але або und aber oder y e pero o también")
_OPENING_PHRASES = ("what about", "how about", "а как насчёт", "а что насчёт", "was ist mit")
# These point back wherever they stand, ...
_POINTING = _set(
    """he she him her his hers they them their theirs
    он она они его её ее их ему ей им ним ней них него неё нее
    він вона вони його її їх йому їй їм ним ній них нього неї
    er ihn ihm ihnen él ella ellos ellas"""
)
# ... these only at the end: "Is it true that …" does not.
_POINTING_LAST = _set(
    """it that this those these there then so
    это этот эта эти этом этого там тогда туда це цей ця ці цьому цього там тоді туди
    es das dies dort damals dahin sie esto eso allí entonces"""
)
# A question of nothing else asks for more of the same.
_ASKING = _set(
    """why when where who whom whose what which how many much long often since until for from else
    by with to about exactly more and
    почему зачем когда где кто кого кому что как сколько откуда куда давно долго ещё еще именно с
    чому навіщо коли де хто кого кому що як скільки звідки куди давно довго ще саме з
    warum wieso weshalb wann wo wer wen wem was wie viele viel lange oft seit bis noch
    genau mehr von
    por qué cuándo dónde quién quiénes cuánto cuántos cuánta cuántas cómo cuál cuáles desde
    hasta más de"""
)


def asks_on(words: str) -> bool:
    """Whether the words hang on what was asked before.

    >>> asks_on("And in July?"), asks_on("Who said that?"), asks_on("Since when?")
    (True, True, True)
    >>> asks_on("Who is Putin?"), asks_on("Is it true that he fled?")
    (False, False)
    """
    found = _WORD.findall(words)
    plain = [word.lower() for word in found]
    if not plain:
        return False
    if plain[0] in _OPENINGS or " ".join(plain).startswith(_OPENING_PHRASES):
        return True
    if all(word in _ASKING for word in plain):
        return True
    # Whom "he" is may be said in the question itself.
    names = any(word[0].isupper() for word in found[1:])
    if names or len(plain) > _FEW or "that" in plain[:-1]:
        return False
    return plain[-1] in _POINTING_LAST or any(word in _POINTING for word in plain)
