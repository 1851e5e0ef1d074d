"""The words of other programs, the limits of an import and the reasons to leave something out, from vocabulary.json."""

import json
from pathlib import Path
from typing import Any

_WORDS: dict[str, Any] = json.loads((Path(__file__).parent / "vocabulary.json").read_text(encoding="utf-8"))

LEFT_OUT: dict[str, str] = _WORDS["left_out"]
"""Each reason to leave something out, with the words for what it counts."""
LIMITS: dict[str, int] = _WORDS["limits"]
ROLES: dict[str, str] = _WORDS["roles"]
"""The names of speakers: user, assistant, system, and tool or thinking for what nobody said."""
THUMBS: dict[str, int] = _WORDS["thumbs"]
REASONS_FOR: dict[str, str] = _WORDS["reasons_for"]
REASONS_AGAINST: dict[str, str] = _WORDS["reasons_against"]
OUTCOMES: dict[str, str] = _WORDS["outcomes"]
THOUGHTS: list[tuple[str, str]] = [(opening, closing) for opening, closing in _WORDS["thoughts"]]
"""Marks around thoughts at the beginning of an answer."""
FOLDED: list[tuple[str, str]] = [(opening, closing) for opening, closing in _WORDS["folded"]]
"""Marks around what a program folds away or does not show, anywhere in an answer."""
GEMINI_TITLES: list[str] = _WORDS["gemini_titles"]
"""What Google's list of activities puts before a person's words."""
FEEDBACK_FILES: list[str] = _WORDS["feedback_files"]
OTHER_FILES: list[str] = _WORDS["other_files"]
"""Files of exports that hold no talks."""
