"""The words of each language, as Home Assistant has them loaded."""

import json
from pathlib import Path
from typing import Final

from custom_components.difuse import messages
from custom_components.difuse.messages import Words

FOLDER: Final = Path(messages.__file__).parents[1] / "translations"


def words_in(language: str) -> Words:
    """Read the words of one language."""
    texts = json.loads((FOLDER / f"{language}.json").read_text(encoding="utf-8"))["common"]
    prefix = "component.difuse.common."
    return Words(language, {f"{prefix}{key}": text for key, text in texts.items()})


LANGUAGES: Final = {path.stem: words_in(path.stem) for path in sorted(FOLDER.glob("*.json"))}
ENGLISH: Final = LANGUAGES["en"]
GERMAN: Final = LANGUAGES["de"]
