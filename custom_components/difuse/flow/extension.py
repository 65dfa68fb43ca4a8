"""The steps in which a user adds an extension as a device of its own, or gives it another name."""

from collections.abc import Callable, Mapping
from datetime import timedelta
from typing import Any, Concatenate, Final

from homeassistant.config_entries import ConfigEntryState, ConfigSubentryFlow, SubentryFlowResult
from homeassistant.const import CONF_NAME
from homeassistant.util import dt as dt_util
from sqlalchemy import Connection

from ..cdr.database import DatabaseError
from ..cdr.figures import calls_by_extension
from ..cdr.tables import extension_names, learned_name
from ..connection import number_plan
from ..const import CONF_DEFAULT_NAME, CONF_EXTENSION
from ..coordinator import DifuseConfigEntry
from ..extensions import added_extensions
from ..messages import async_words_of
from .extension_forms import NAME_FORM, extension_form

COUNTED: Final = timedelta(days=90)
MOST_OFFERED: Final = 500


class ExtensionFlow(ConfigSubentryFlow):
    """Offers the extensions that occur in calls; which numbers can be one, the options say."""

    async def async_step_user(self, user_input: dict[str, Any] | None = None) -> SubentryFlowResult:
        """Ask which extension it is, and what it is called."""
        errors: dict[str, str] = {}
        if user_input is not None:
            number = user_input[CONF_EXTENSION].strip()
            problem = self._problem(number)
            if problem is None:
                title, default = await self._title(number, user_input)
                data = {CONF_EXTENSION: number, CONF_DEFAULT_NAME: default}
                return self.async_create_entry(title=title, data=data, unique_id=number)
            errors = {CONF_EXTENSION: problem}
        form = self.add_suggested_values_to_schema(
            extension_form(await self._labels()), user_input or {}
        )
        return self.async_show_form(step_id="user", data_schema=form, errors=errors)

    async def async_step_reconfigure(
        self, user_input: dict[str, Any] | None = None
    ) -> SubentryFlowResult:
        """Ask for another name."""
        entry, subentry = self._get_entry(), self._get_reconfigure_subentry()
        number = subentry.data[CONF_EXTENSION]
        if user_input is not None:
            title, default = await self._title(number, user_input)
            if title == subentry.title:
                default = default or subentry.data[CONF_DEFAULT_NAME]
            data = {CONF_EXTENSION: number, CONF_DEFAULT_NAME: default}
            return self.async_update_and_abort(entry, subentry, title=title, data=data)
        return self.async_show_form(
            step_id="reconfigure",
            data_schema=self.add_suggested_values_to_schema(NAME_FORM, {CONF_NAME: subentry.title}),
            description_placeholders={"extension": number},
        )

    def _problem(self, number: str) -> str | None:
        """Return what is wrong with a number."""
        entry = self._get_entry()
        if not (number.isascii() and number.isdecimal()):
            return "not_digits"
        if not number_plan(entry.options).is_extension(number):
            return "not_an_extension"
        return "already_added" if number in added_extensions(entry) else None

    async def _title(self, number: str, typed: Mapping[str, str]) -> tuple[str, str]:
        """Return what an extension is called, and what it is by default where nothing was typed."""
        if name := typed.get(CONF_NAME, "").strip():
            return name, ""
        words = await async_words_of(self.hass)
        default = await self._ask(learned_name, number) or words.say("extension", number=number)
        return default, default

    async def _labels(self) -> dict[str, str]:
        """Return the extensions that can be added, the busiest first."""
        calls = await self._ask(calls_by_extension, dt_util.utcnow() - COUNTED) or {}
        names = await self._ask(extension_names) or {}
        words = await async_words_of(self.hass)
        offered = [number for number in calls if self._problem(number) is None]
        return {
            number: words.say(
                "extension_calls",
                extension=f"{number} · {names[number]}" if number in names else number,
                calls=calls[number],
            )
            for number in offered[:MOST_OFFERED]
        }

    async def _ask[**P, T](
        self, query: Callable[Concatenate[Connection, int, P], T], *args: P.args, **more: P.kwargs
    ) -> T | None:
        """Return the answer to a query; None where the archive can't be read now."""
        entry: DifuseConfigEntry = self._get_entry()
        if entry.state is not ConfigEntryState.LOADED:
            return None
        try:
            return await entry.runtime_data.archive.read(query, *args, **more)
        except DatabaseError:
            return None
