"""Names of languages."""

from retrieval.text.language_names import language_name

LANGUAGES = (
    "ar be bg ca cs da de el en eo es et eu fa fi fr ga he hi hr hu hy id it ja ko lt lv mk mr ne "
    "nl no pl pt ro ru sk sl sr sv ta th tr uk ur vi zh"
)


def test_every_language_has_a_name_of_its_own() -> None:
    names = [language_name(code) for code in LANGUAGES.split()]
    assert all(name[:1].isupper() and name.isalpha() for name in names)
    assert len(set(names)) == len(names)


def test_written_norwegian_is_norwegian() -> None:
    """Both of its forms have codes."""
    assert {language_name(code) for code in ("no", "nb", "nn")} == {"Norwegian"}
