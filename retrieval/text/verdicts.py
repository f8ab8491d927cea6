"""Verdicts: sentences that open with yes or no, as answers to questions do."""

import re

# After a speaker's name, too. "No one came" and "Non lo so" are no verdicts; words that mean other
# things as well ("Так, …", "Si, …") are left out.
_VERDICT = re.compile(
    r"\W*(?:[\w.’'-]+(?: [\w.’'-]+){0,3}:\s+\W*)?"
    r"(?:yes|yeah|yep|no|nope|ja|nein|jein|oui|non|sí|sì|sim|não|да|нет|ні)(?:[.,;!:]|\s[—–-])\s",
    re.IGNORECASE,
)


def is_verdict(sentence: str) -> bool:
    """Whether a sentence opens with yes or no.

    >>> is_verdict("No. It is slow."), is_verdict("Lee: Yes, it is."), is_verdict("No one came.")
    (True, True, False)
    """
    return _VERDICT.match(sentence) is not None
