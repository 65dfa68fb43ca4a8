"""Whatever the integration says exists in words, with the placeholders it fills in."""

import ast
from collections.abc import Iterator
import json
from pathlib import Path
import re
from string import Formatter
from typing import Any

from homeassistant.data_entry_flow import section
import pytest

from custom_components.difuse.cdr import CALL_FIELDS, Disposition
from custom_components.difuse.cdr.books import BookProblem
from custom_components.difuse.cdr.database import ServerProblem
from custom_components.difuse.cdr.pbx import PbxProblem
from custom_components.difuse.const import NOT_RECORDED
from custom_components.difuse.flow.book_forms import book_form, file_form, server_form
from custom_components.difuse.flow.extension_forms import NAME_FORM, extension_form
from custom_components.difuse.flow.forms import (
    ARCHIVE_FORM,
    FORMS,
    POSTGRESQL_FORM,
    STATISTICS_FORM,
    calls_form,
    push_form,
)
from custom_components.difuse.messages import errors
from custom_components.difuse.messages.book_issues import BOOK_ISSUES
from custom_components.difuse.messages.issues import TO_CONFIRM, TO_PASS
from custom_components.difuse.recordings.fetch import REASONS

CODE = Path(errors.__file__).parents[1]
LANGUAGES = sorted(path.stem for path in (CODE / "translations").glob("*.json"))
PLACEHOLDER = re.compile(r"{(\w+)}")
FORM = r"(?:=\d+|zero|one|two|few|many|other) {[^{}]*}"
PLURAL = re.compile(rf"{{(?P<name>\w+), plural, offset:0 (?P<forms>{FORM}(?: {FORM})*)}}")
"""A text that depends on a number, as the frontend reads it.

The offset changes nothing there, and keeps Home Assistant, which compares the placeholders of
languages as those of Python's format, from taking the forms for a part of the name.
"""

FORM_PLACEHOLDERS = {"host", "extension"}
CERTIFICATE_PLACEHOLDERS = {"host", "fingerprint", "subject", "expires"}
PLACEHOLDERS = {
    "user": set[str](),
    "reauth_confirm": FORM_PLACEHOLDERS,
    "reconfigure": set[str](),
    "confirm_certificate": CERTIFICATE_PLACEHOLDERS,
    "certificate_changed": CERTIFICATE_PLACEHOLDERS | {"old_fingerprint"},
    "push": set[str](),
    "push_details": {"url", "token", "username"},
}
"""Which ones the descriptions use, by step."""


def load(language: str = "en") -> dict[str, Any]:
    """Read what there is in one language."""
    path = CODE / "translations" / f"{language}.json"
    words: dict[str, Any] = json.loads(path.read_text(encoding="utf-8"))
    return words


def texts(words: object, path: str = "") -> Iterator[tuple[str, str]]:
    """Return every text with the way to it."""
    if isinstance(words, dict):
        for key, value in words.items():
            yield from texts(value, f"{path}.{key}".lstrip("."))
    else:
        assert isinstance(words, str), path
        yield path, words


def error_keys() -> set[str]:
    """Read from the code which errors the flow can show or an exception can carry."""
    tree = ast.parse((CODE / "messages/errors.py").read_text(encoding="utf-8"))
    function = next(
        node
        for node in ast.walk(tree)
        if isinstance(node, ast.FunctionDef) and node.name == "error_key"
    )
    return {
        node.value.value
        for node in ast.walk(function)
        if isinstance(node, ast.Return)
        and isinstance(node.value, ast.Constant)
        and isinstance(node.value.value, str)
    }


def raised_keys() -> set[str]:
    """Read from the code which translated exceptions it makes by name."""
    keywords = [
        {item.arg: item.value for item in node.keywords}
        for path in CODE.rglob("*.py")
        for node in ast.walk(ast.parse(path.read_text(encoding="utf-8")))
        if isinstance(node, ast.Call)
    ]
    keys = [given.get("translation_key") for given in keywords if "translation_domain" in given]
    return {str(key.value) for key in keys if isinstance(key, ast.Constant)}


def assert_form_in_words(step: dict[str, Any], form: Any) -> None:
    """Assert that each field has a name and a description, and that there is none too many."""
    schema = form.schema
    names = {str(key) for key, value in schema.items() if not isinstance(value, section)}
    sections = {str(key): value for key, value in schema.items() if isinstance(value, section)}
    assert set(step["data"]) == names
    assert set(step["data_description"]) == names
    assert set(step.get("sections", {})) == set(sections)
    for key, value in sections.items():
        assert step["sections"][key]["name"]
        assert_form_in_words(step["sections"][key], value.schema)


@pytest.mark.parametrize("step", list(FORMS))
def test_forms_of_the_config_flow(step: str) -> None:
    assert_form_in_words(load()["config"]["step"][step], FORMS[step])


def test_form_of_the_options() -> None:
    options = load()["options"]["step"]
    assert_form_in_words(options["calls"], calls_form((), ()))
    assert_form_in_words(options["statistics"], STATISTICS_FORM)
    assert_form_in_words(options["archive"], ARCHIVE_FORM)
    assert_form_in_words(options["postgresql"], POSTGRESQL_FORM)
    assert set(options["init"]["menu_options"]) == set(options) - {
        "init",
        "push_details",
        "postgresql",
    }
    assert set(options["init"]["menu_option_descriptions"]) == set(options["init"]["menu_options"])


PUSH = {"push_enabled": True, "push_local_only": True, "push_address": "internal"}
PUSH_ERRORS = {"cloud_is_not_local", "no_internal_url", "no_external_url", "no_cloud_url"}
PUSH_FIELDS = (
    "Enable CDR Log To API",
    "API URL",
    "API Key",
    "Bearer Token",
    "Username/Password",
    "Method",
    "Parameters",
)
"""In the words and the order of the PBX's form."""


def test_forms_of_address_books() -> None:
    book = load()["config_subentries"]["address_book"]
    steps = book["step"]
    assert_form_in_words(steps["file"], file_form(is_change=False))
    assert_form_in_words(steps["server"], server_form(is_change=True))
    assert_form_in_words(steps["book"], book_form([]))
    found = set(PLACEHOLDER.findall(steps["confirm_certificate"]["description"]))
    assert found == CERTIFICATE_PLACEHOLDERS
    of_files = {"file_no_book", "file_too_large", "file_unexpected", "file_unreachable"}
    assert set(book["error"]) == {*BookProblem, *of_files, "invalid_url", "password_needed"}


def test_forms_of_extensions() -> None:
    extension = load()["config_subentries"]["extension"]
    assert_form_in_words(extension["step"]["user"], extension_form({}))
    assert_form_in_words(extension["step"]["reconfigure"], NAME_FORM)
    assert set(PLACEHOLDER.findall(extension["step"]["reconfigure"]["title"])) == {"extension"}
    assert set(extension["error"]) == {"not_digits", "not_an_extension", "already_added"}
    labels = {key: text for key, text in load()["common"].items() if key.startswith("extension")}
    assert {key: set(PLACEHOLDER.findall(text)) for key, text in labels.items()} == {
        "extension": {"number"},
        "extension_calls": {"extension"},
    }


def test_forms_about_pushing() -> None:
    options, config = load()["options"], load()["config"]
    form = push_form(PUSH, [], may_renew=True, may_disable=True)
    assert_form_in_words(options["step"]["push"], form)
    assert_form_in_words(
        config["step"]["push"], push_form(PUSH, [], may_renew=False, may_disable=False)
    )
    problems = {f"database_{problem}" for problem in ServerProblem}
    assert set(options["error"]) == PUSH_ERRORS | problems | {
        "invalid_dial_out",
        "no_database_driver",
        "archive_too_new",
        "whole_number",
    }
    for part in (options, config):
        details = part["step"]["push_details"]["description"]
        assert set(PLACEHOLDER.findall(details)) == PLACEHOLDERS["push_details"]
        assert re.findall(r"^- \*\*(.+?)\*\*: ", details, re.MULTILINE) == [*PUSH_FIELDS]


def test_steps_of_the_config_flow() -> None:
    steps = load()["config"]["step"]
    assert set(steps) == set(PLACEHOLDERS)
    assert set(FORMS) < set(steps)
    for name, step in steps.items():
        assert step["title"]
        assert set(PLACEHOLDER.findall(step["description"])) == PLACEHOLDERS[name]


def test_placeholders_of_the_fields() -> None:
    for name in FORMS:
        for path, text in texts(load()["config"]["step"][name], name):
            if path != f"{name}.description":
                assert set(PLACEHOLDER.findall(text)) <= {"http"}


def test_errors_of_the_config_flow() -> None:
    found = load()["config"]["error"]
    # Another certificate is a step of its own.
    fields = {"invalid_host", "invalid_extension", "secret_missing", "secret_needed"}
    assert set(found) == error_keys() - {"invalid_certificate"} | fields | PUSH_ERRORS
    for text in found.values():
        assert set(PLACEHOLDER.findall(text)) <= {"error"}
    # It is shown for HTTP 500 and 429 as well, when the address is right.
    assert "{error}. If this keeps happening, check the address" in found["unexpected_response"]


def test_ends_of_the_config_flow() -> None:
    expected = {
        "already_configured",
        "reauth_successful",
        "reconfigure_successful",
        "push_only",
    }
    found = load()["config"]["abort"]
    assert set(found) == expected
    assert {key for key, text in found.items() if PLACEHOLDER.search(text)} == {
        "already_configured"
    }
    assert PLACEHOLDER.findall(found["already_configured"]) == ["title"]


def test_whatever_is_wrong_with_a_pbx_has_words() -> None:
    errors = {key for key in load()["common"] if key.startswith("error_")}
    assert errors == {f"error_{problem}" for problem in PbxProblem}
    for key in errors:
        filled = set(PLACEHOLDER.findall(load()["common"][key]))
        assert filled <= {"status", "content_type"}, key


def test_exceptions() -> None:
    found = load()["exceptions"]
    assert set(found) == error_keys() | raised_keys() | set(REASONS)
    for key in error_keys() | set(REASONS):
        assert set(PLACEHOLDER.findall(found[key]["message"])) <= {"error"}


def test_issues() -> None:
    found = load()["issues"]
    assert set(found) == TO_CONFIRM | TO_PASS | BOOK_ISSUES
    for key, issue in found.items():
        assert ("fix_flow" in issue) == (key in TO_CONFIRM)


@pytest.mark.parametrize("language", LANGUAGES)
def test_each_outcome_has_one_name_everywhere(language: str) -> None:
    for outcome in Disposition:
        places = re.compile(
            rf"(disposition|event_type)\.(state|options)\.{outcome}$|card_{outcome}$"
        )
        names = [text for path, text in texts(load(language)) if places.search(path)]
        assert len(names) == 6
        assert len(set(names)) == 1, names


def test_every_field_of_a_call_has_a_name_in_the_dialogs() -> None:
    entities = load()["entity"]
    for entity in (entities["event"]["call"], entities["sensor"]["last_caller"]):
        assert {*CALL_FIELDS, *NOT_RECORDED} <= set(entity["state_attributes"])


def test_selectors() -> None:
    advanced = FORMS["user"].schema["advanced"].schema.schema["authentication"]
    found = load()["selector"][advanced.config["translation_key"]]["options"]
    assert set(found) == set(advanced.config["options"])


@pytest.mark.parametrize("language", LANGUAGES)
def test_every_text_can_be_shown(language: str) -> None:
    for path, text in texts(load(language)):
        assert text.strip() == text, path
        assert text, path
        assert "[%key" not in text, f"{path}: custom integrations have no references"
        assert "<" not in text, f"{path}: taken for a tag"
        assert "://" not in text, f"{path}: hassfest wants a placeholder"
        assert "'{" not in text, f"{path}: the quote would hide the placeholder"
        braces = PLACEHOLDER.sub("", PLURAL.sub("", text))
        assert "{" not in braces, path
        assert "}" not in braces, path


@pytest.mark.parametrize("language", LANGUAGES)
def test_languages_fill_in_the_same(language: str) -> None:
    english = dict(texts(load()))
    for path, text in texts(load(language)):
        assert path in english, f"{path} is said in {language} only"
        # A form of one word, as in "{dagen}", is no placeholder.
        filled, expected = (
            set(PLACEHOLDER.findall(PLURAL.sub("", one))) for one in (text, english[path])
        )
        assert filled == expected, path


@pytest.mark.parametrize("language", LANGUAGES)
def test_plural_forms_pass_for_placeholders(language: str) -> None:
    """Home Assistant drops a translation whose placeholders are not those of the English text."""
    english = dict(texts(load()))
    for path, text in texts(load(language)):
        names = [name for _, name, _, _ in Formatter().parse(text) if name is not None]
        plurals = {plural["name"] for plural in PLURAL.finditer(text)}
        assert plurals == {plural["name"] for plural in PLURAL.finditer(english[path])}, path
        expected = {
            *PLACEHOLDER.findall(PLURAL.sub("", text)),
            *(f"{name}, plural, offset" for name in plurals),
        }
        assert {*names} == expected, path
        for plural in PLURAL.finditer(text):
            assert " other {" in f" {plural['forms']}", path
