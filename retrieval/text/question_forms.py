"""The form of a question: whether it asks yes or no, or is no sentence but keywords.

Shallow on purpose: tables of the words that questions begin with. They tell which signals to trust
(``ranking.reader_blend``); a language without a table has no forms.
"""

import re

_BEFORE = r"(?:(?:so|and|but|then|now|hi|hello|und|aber|et|mais|y|и|а|но|і)[, ]+)?"
_YES_NO = re.compile(
    rf"\W*{_BEFORE}(?:"
    r"(?:is|are|was|were|am|do|does|did|has|have|had|can|could|may|might|must|shall|should|will"
    r"|would)(?:n[’']?t)?"
    r"|ist|sind|war|waren|hat|haben|hatte|hatten|kann|können|konnte|darf|dürfen|muss|müssen|soll"
    r"|sollte|wird|werden|würde|gilt|gibt es"
    r"|est[- ]ce que?|est-(?:il|elle|ce)|sont-(?:ils|elles)|a-t-(?:il|elle|on)|peut-(?:on|il|elle)"
    r"|faut-il|y a-t-il|doit-on"
    r"|можно|нужно ли|надо ли|разве|чи|czy"
    r")\b|(?:\w+ ){0,2}\w+ ли\b",
    re.IGNORECASE,
)
_ASKS_OR_TELLS = re.compile(
    r"\b(?:wh(?:at|o|om|ose|ich|en|ere|y|ether)\w*|how|is|are|was|were|am|do|does|did|has|have|had"
    r"|can|could|may|might|must|shall|should|will|would|i|you|we|they|it|if"
    r"|was|wer|wen|wem|wo|wann|warum|wie|welche[rsnm]?|ist|sind|hat|kann|darf|muss|wird|ich|man"
    r"|que|qui|quoi|où|quand|pourquoi|comment|combien|quel(?:le)?s?|est|sont|peut|je|on"
    r"|qué|quién|cuándo|dónde|cómo|cuánt\w+|cuál|es|son"
    r"|что|кто|кого|где|куда|когда|почему|зачем|как|сколько|какой|какая|какие|можно|нужно|ли"
    r"|що|хто|де|коли|чому|як|скільки|який|яка|які|чи)\b",
    re.IGNORECASE,
)
_MOST_KEYWORDS = 6


def asks_yes_or_no(question: str) -> bool:
    """Whether the answer is yes or no.

    >>> [asks_yes_or_no(one) for one in ("so can I cancel", "Who can cancel?", "Можно ли курить?")]
    [True, False, True]
    """
    return _YES_NO.match(question) is not None


def is_keywords(question: str) -> bool:
    """Whether the question is a few words to search for.

    >>> [is_keywords(one) for one in ("refund policy trains", "who pays", "Refund?")]
    [True, False, False]
    """
    words = question.split()
    return (
        0 < len(words) <= _MOST_KEYWORDS
        and "?" not in question
        and _ASKS_OR_TELLS.search(question) is None
    )
