"""Whether a text is in one of the languages that a base model declares. A language is known by its most frequent words."""

from collections.abc import Sequence

from kula.scoring.features.text import fold, script_of, words

_ENGLISH = (
    "about all also and are at be because been but by can could did does for from get had has have her here him "
    "his how if is it its just know like make more my need not of on one or other our out please she should "
    "some than that the their them then there these they this those to up us we were what when where which who "
    "why will with would you your yes hello hi thanks thank okay ok sure"
)
"""Words that other languages in Latin script hardly have, such as "me", "no" and "was", are left out."""
_FREQUENT = {"en": frozenset(_ENGLISH.split(" "))}
_LATIN_PERCENT = 90
_FREQUENT_PERCENT = 15
_WORDS_NEEDED = 6


def is_in(text: str, languages: Sequence[str]) -> bool:
    """Whether a text is in one of the languages, which are ISO 639-1 codes. Short texts need the right script only.

    Raises KeyError for a language whose frequent words are not listed here.
    """
    folded = fold(text)
    letters = [c for c in folded if c.isalpha()]
    latin = sum(c.isascii() or script_of(c) == "LATIN" for c in letters)
    if 100 * latin < _LATIN_PERCENT * len(letters):
        return False
    spoken = [word for word in words(folded) if word.isalpha()]
    if len(spoken) < _WORDS_NEEDED:
        return True
    return any(100 * sum(w in _FREQUENT[code] for w in spoken) >= _FREQUENT_PERCENT * len(spoken) for code in languages)
