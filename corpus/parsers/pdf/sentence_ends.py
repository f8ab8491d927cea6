"""Signs that a line ends a sentence, or goes on with one."""

import re

_ENDS = re.compile(r"[.!?…:;。！？؟۔।][\"'”’»«“)\]]*[⁰¹²³⁴⁵⁶⁷⁸⁹*†‡]*$")
_OPENING = "\"'“‘«„(["


def is_closed(words: str) -> bool:
    """Whether a line ends with the punctuation that ends a sentence or a clause."""
    return _ENDS.search(words[-12:]) is not None


def begins_in_lower_case(words: str) -> bool:
    """Whether a line begins as no sentence does.

    >>> begins_in_lower_case("(and"), begins_in_lower_case("And"), begins_in_lower_case("(a) and")
    (True, False, False)
    """
    bare = words.lstrip(_OPENING)
    if len(bare) > 1 and bare[1] in ".)" and not bare[:1].isdigit():
        return False  # the label of an item: "a) ", "b. "
    return bare[:1].islower()
