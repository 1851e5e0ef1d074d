"""The languages of a base: English is told from other languages by its script and its frequent words."""

import pytest

from kula.scoring.models.base import LANGUAGES
from kula.scoring.models.languages import is_in


@pytest.mark.parametrize(
    ("text", "english"),
    [
        ("Could you tell me how I can get to the station?", True),
        ("The library closes at six, so please bring the books back before that.", True),
        ("Paris.", True),
        ("7 * 12 = 84", True),
        ("", True),
        ("Können Sie mir sagen, wie ich zum Bahnhof komme?", False),
        ("¿Me puede decir cómo llego a la estación de tren?", False),
        ("Translate: 这些花实际上没有必要这么艳丽。", False),
        ("Как пройти на вокзал?", False),
        ("駅", False),
    ],
)
def test_is_in__english(text: str, english: bool):
    assert is_in(text, ["en"]) is english


def test_is_in__a_language_without_words__says_so():
    with pytest.raises(KeyError):
        is_in("Können Sie mir sagen, wie ich zum Bahnhof komme?", ["de"])


def test_languages__of_the_base__are_known():
    assert all(isinstance(is_in("one two three four five six seven", [code]), bool) for code in LANGUAGES)
