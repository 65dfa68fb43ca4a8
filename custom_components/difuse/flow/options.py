"""The options: the office's numbers, what is announced late, how long calls are kept and where."""

from collections.abc import Iterable, Mapping
from typing import Any, Final

from homeassistant.config_entries import (
    ConfigEntryState,
    ConfigFlowResult,
    OptionsFlowWithReload,
)
from homeassistant.const import CONF_HOST, CONF_PASSWORD, CONF_PORT, CONF_USERNAME
from homeassistant.core import HomeAssistant

from ..cdr import CallRecord
from ..cdr.calls import DEFAULT_INTERNAL_DIGITS, NumberPlan
from ..cdr.database import (
    DatabaseError,
    DatabaseServerError,
    DatabaseTooNewError,
    ServerProblem,
    check_postgres,
    has_postgres_driver,
)
from ..cdr.people import DIAL_OUT
from ..cdr.tables import migrate
from ..cdr.views import latest_records
from ..const import (
    CONF_DATABASE,
    CONF_DATABASE_NAME,
    CONF_DIAL_OUT_PREFIX,
    CONF_INTERNAL_DIGITS,
    CONF_OWN_NUMBERS,
    CONF_POSTGRESQL,
    CONF_PUSH_ADDRESS,
    CONF_SERVICE_NUMBERS,
    CONF_TLS,
    DATABASE_POSTGRESQL,
)
from ..coordinator import DifuseConfigEntry
from ..messages import async_words_of, service_as_saved, service_as_typed
from ..push import CLOUD, async_forget_cloud_address
from ..storage import postgresql_url
from .forms import ARCHIVE_FORM, POSTGRESQL_FORM, STATISTICS_FORM, calls_form
from .proposals import propose_own_numbers, propose_service_numbers
from .push_setup import PushSetup

CALLS_LOOKED_AT: Final = 300

_FIELDS: Final[Mapping[ServerProblem, str]] = {
    ServerProblem.UNREACHABLE: CONF_HOST,
    ServerProblem.TIMEOUT: CONF_HOST,
    ServerProblem.LOGIN: CONF_PASSWORD,
    ServerProblem.NO_DATABASE: CONF_DATABASE_NAME,
    ServerProblem.TLS: CONF_TLS,
    ServerProblem.NOT_PERMITTED: CONF_USERNAME,
}
"""At which field of the form a problem is shown; its top may be out of sight."""

_PLACE: Final = (CONF_HOST, CONF_PORT, CONF_USERNAME)
"""For what a password was given."""


class DifuseOptionsFlow(OptionsFlowWithReload):
    """A menu of forms, each of which keeps what the others saved."""

    _push: PushSetup
    _archive: dict[str, Any]

    async def async_step_init(self, _: dict[str, Any] | None = None) -> ConfigFlowResult:
        """Show what can be set."""
        return self.async_show_menu(
            step_id="init", menu_options=["calls", "push", "archive", "statistics"]
        )

    async def async_step_calls(self, user_input: dict[str, Any] | None = None) -> ConfigFlowResult:
        """Ask how to understand the office's numbers, and what to announce late."""
        saved = {**self.config_entry.options}
        dial_out = saved.pop(CONF_DIAL_OUT_PREFIX, "")
        words = await async_words_of(self.hass)
        errors: dict[str, str] = {}
        if user_input is not None:
            services = user_input.get(CONF_SERVICE_NUMBERS, ())
            user_input |= {
                CONF_OWN_NUMBERS: _without_blanks(user_input.get(CONF_OWN_NUMBERS, ())),
                CONF_SERVICE_NUMBERS: _without_blanks(
                    service_as_saved(words, one) for one in services
                ),
            }
            dial_out = user_input.pop(CONF_DIAL_OUT_PREFIX, "").strip()
            saved |= user_input
            if not dial_out:
                return self.async_create_entry(data=saved)
            if DIAL_OUT.fullmatch(dial_out):
                return self.async_create_entry(data=saved | {CONF_DIAL_OUT_PREFIX: dial_out})
            errors[CONF_DIAL_OUT_PREFIX] = "invalid_dial_out"
        records = await self._newest_records()
        plan = NumberPlan(saved.get(CONF_INTERNAL_DIGITS, DEFAULT_INTERNAL_DIGITS))
        schema = calls_form(
            propose_own_numbers(words, records, plan),
            propose_service_numbers(words, records, plan),
        )
        shown = saved | ({CONF_DIAL_OUT_PREFIX: dial_out} if dial_out else {})
        if services := saved.get(CONF_SERVICE_NUMBERS):
            shown[CONF_SERVICE_NUMBERS] = [service_as_typed(words, one) for one in services]
        schema = self.add_suggested_values_to_schema(schema, shown)
        return self.async_show_form(step_id="calls", data_schema=schema, errors=errors)

    async def async_step_statistics(
        self, user_input: dict[str, Any] | None = None
    ) -> ConfigFlowResult:
        """Ask whether calls become long-term statistics."""
        saved = self.config_entry.options
        if user_input is not None:
            return self.async_create_entry(data={**saved, **user_input})
        schema = self.add_suggested_values_to_schema(STATISTICS_FORM, saved)
        return self.async_show_form(step_id="statistics", data_schema=schema)

    async def async_step_push(self, user_input: dict[str, Any] | None = None) -> ConfigFlowResult:
        """Ask whether the PBX may push, and from where."""
        entry = self.config_entry
        self._push = PushSetup(self.hass, entry.data, entry.options)
        errors: dict[str, str] = {}
        if user_input is not None:
            errors = await self._push.take(user_input)
            if not errors:
                return await self._save_push()
        return self.async_show_form(step_id="push", data_schema=self._push.form, errors=errors)

    async def async_step_push_details(
        self, user_input: dict[str, Any] | None = None
    ) -> ConfigFlowResult:
        """Show what to enter in the PBX's form; all is saved by then."""
        if user_input is not None:
            return self.async_create_entry(data={**self.config_entry.options})
        return self.async_show_form(
            step_id="push_details", description_placeholders=self._push.details
        )

    async def _save_push(self) -> ConfigFlowResult:
        """Save before the details are shown: whoever has copied them may just close the dialog."""
        entry, push = self.config_entry, self._push
        options = {**entry.options, **push.options}
        has_changed = options != entry.options
        if push.options[CONF_PUSH_ADDRESS] != CLOUD or not push.is_on:
            await async_forget_cloud_address(self.hass, entry)
        self.hass.config_entries.async_update_entry(
            entry, data={**entry.data, **push.secrets}, options=options
        )
        if has_changed:
            self.hass.config_entries.async_schedule_reload(entry.entry_id)
        if push.is_on:
            return await self.async_step_push_details()
        return self.async_create_entry(data=options)

    async def async_step_archive(
        self, user_input: dict[str, Any] | None = None
    ) -> ConfigFlowResult:
        """Ask how long calls are kept, and where."""
        saved, errors = self.config_entry.options, dict[str, str]()
        if user_input is not None:
            self._archive = user_input
            if user_input[CONF_DATABASE] != DATABASE_POSTGRESQL:
                return self.async_create_entry(data={**saved, **user_input})
            if await self.hass.async_add_executor_job(has_postgres_driver):
                return await self.async_step_postgresql()
            errors = {CONF_DATABASE: "no_database_driver"}
        schema = self.add_suggested_values_to_schema(ARCHIVE_FORM, {**saved, **(user_input or {})})
        return self.async_show_form(step_id="archive", data_schema=schema, errors=errors)

    async def async_step_postgresql(
        self, user_input: dict[str, Any] | None = None
    ) -> ConfigFlowResult:
        """Ask for a server, and save it once it can be used."""
        entry, errors = self.config_entry, dict[str, str]()
        saved = entry.data.get(CONF_POSTGRESQL, {})
        if user_input is not None:
            user_input = _without_margins(user_input)
            server = _with_password(user_input, saved)
            errors = await check_server(self.hass, server)
            if not errors:
                options = {**entry.options, **self._archive}
                data = {**entry.data, CONF_POSTGRESQL: server}
                self.hass.config_entries.async_update_entry(entry, data=data, options=options)
                self.hass.config_entries.async_schedule_reload(entry.entry_id)
                return self.async_create_entry(data=options)
        shown = user_input or {key: saved[key] for key in saved if key != CONF_PASSWORD}
        schema = self.add_suggested_values_to_schema(POSTGRESQL_FORM, shown)
        return self.async_show_form(step_id="postgresql", data_schema=schema, errors=errors)

    async def _newest_records(self) -> list[CallRecord]:
        """Return what numbers are proposed from; nothing when the archive can't be read now."""
        if self.config_entry.state is not ConfigEntryState.LOADED:
            return []
        entry: DifuseConfigEntry = self.config_entry
        try:
            return await entry.runtime_data.archive.read(latest_records, CALLS_LOOKED_AT)
        except DatabaseError:
            return []


async def check_server(hass: HomeAssistant, server: Mapping[str, Any]) -> dict[str, str]:
    """Return what is wrong with a server, by the field of the form."""
    try:
        url = postgresql_url(server)
        await hass.async_add_executor_job(check_postgres, url, migrate)
    except DatabaseServerError as err:
        return {_FIELDS.get(err.problem, "base"): f"database_{err.problem}"}
    except DatabaseTooNewError:
        return {CONF_DATABASE_NAME: "archive_too_new"}
    except DatabaseError:
        return {CONF_HOST: "database_unreachable"}
    return {}


def _without_margins(typed: Mapping[str, Any]) -> dict[str, Any]:
    """Drop the spaces that come with what is pasted; a password may have some of its own."""
    return {
        key: value.strip() if isinstance(value, str) and key != CONF_PASSWORD else value
        for key, value in typed.items()
    }


def _with_password(typed: Mapping[str, Any], saved: Mapping[str, Any]) -> dict[str, Any]:
    """Add the saved password, if none was typed; no other server and no other user gets it."""
    is_same = all(typed.get(key) == saved.get(key) for key in _PLACE)
    password = typed.get(CONF_PASSWORD) or (saved.get(CONF_PASSWORD) if is_same else None)
    return {**typed, CONF_PASSWORD: password} if password else {**typed}


def _without_blanks(numbers: Iterable[str]) -> list[str]:
    return list(dict.fromkeys(number.strip() for number in numbers if number.strip()))
