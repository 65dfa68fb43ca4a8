"""The forms that words take with a number, by language (CLDR)."""

from collections.abc import Mapping


def plural(tag: str, number: int) -> str:
    """Return which form a number from 1 on asks for: ``one``, ``few`` or ``other``."""
    if number == 1:
        return "one"
    if tag == "pl":
        return "few" if number % 10 in (2, 3, 4) and number % 100 not in (12, 13, 14) else "other"
    return "few" if tag == "cs" and number in (2, 3, 4) else "other"


def form_of(forms: Mapping[str, str], tag: str, number: int) -> str:
    """Return the form that fits a number, of those that a text has."""
    form = plural(tag, number)
    if tag == "pl" and form == "other" and "many" in forms:
        form = "many"  # as the frontend says; to it, ``other`` are fractions there
    return forms.get(form, forms["other"])
