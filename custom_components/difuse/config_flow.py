"""The steps in which a user sets the PBX up, logs in again, or moves it."""

from collections.abc import Mapping
from typing import Any, override

from homeassistant.config_entries import (
    SOURCE_REAUTH,
    SOURCE_RECONFIGURE,
    ConfigEntry,
    ConfigFlow,
    ConfigFlowResult,
)
from homeassistant.const import CONF_HOST
from homeassistant.core import callback
from homeassistant.data_entry_flow import AbortFlow
from yarl import URL

from .cdr.pbx import PbxAuthenticationError, PbxCertificateError, PbxError
from .const import CONF_EXTENSION, CONF_PUSH_ONLY, CONF_SECRET, DOMAIN, TITLE
from .flow import (
    FORMS,
    MOVED_FORM,
    DifuseOptionsFlow,
    EntryDraft,
    PushSetup,
    ShownCertificate,
    fetch_certificate,
    is_title_of,
    place_of,
    readable_fingerprint,
    title_beside,
)
from .messages import error_key


class DifuseConfigFlow(ConfigFlow, domain=DOMAIN):
    """Asks for a PBX, connects to it, and only then saves.

    ``_form`` is the step with the fields, to which errors lead back, and
    ``_typed`` what stands in them.
    """

    VERSION = 1
    MINOR_VERSION = 1

    _certificate: ShownCertificate
    _push: PushSetup

    def __init__(self) -> None:
        """Start with an empty form."""
        self._form = "user"
        self._typed: dict[str, Any] = {}
        self._draft = EntryDraft()
        self._old_fingerprint: str | None = None

    @staticmethod
    @callback
    @override
    def async_get_options_flow(config_entry: ConfigEntry) -> DifuseOptionsFlow:
        """Give the flow behind the entry's cogwheel."""
        return DifuseOptionsFlow()

    @override
    async def async_step_user(self, user_input: dict[str, Any] | None = None) -> ConfigFlowResult:
        """Ask where the PBX is and how to log in."""
        if user_input is None:
            return self._show_form()
        return await self._submit(user_input)

    async def async_step_reconfigure(
        self, user_input: dict[str, Any] | None = None
    ) -> ConfigFlowResult:
        """Ask for another address, extension or secret."""
        if self._form != "reconfigure":
            self._form = "reconfigure"
            self._draft = EntryDraft(self._get_reconfigure_entry().data)
            self._typed = self._draft.typed()
        if user_input is None:
            return self._show_form()
        return await self._submit(user_input)

    async def async_step_reauth(self, entry_data: Mapping[str, Any]) -> ConfigFlowResult:
        """Find out what stopped the polling: another certificate, or the secret."""
        self._form = "reauth_confirm"
        self._draft = EntryDraft(entry_data)
        if self._draft.is_push_only:
            return self.async_abort(reason="push_only")
        try:
            await self._draft.connect(self.hass)
        except PbxCertificateError:
            return await self._ask_about_certificate()
        except PbxError:
            pass  # what it is shows when the new secret is tried
        return self._show_form()

    async def async_step_reauth_confirm(
        self, user_input: dict[str, Any] | None = None
    ) -> ConfigFlowResult:
        """Ask for the extension's new secret."""
        if user_input is None:
            return self._show_form()
        self._typed = user_input
        self._draft.take_secret(user_input[CONF_SECRET])
        return await self._connect()

    async def async_step_confirm_certificate(
        self, user_input: dict[str, Any] | None = None
    ) -> ConfigFlowResult:
        """Show a certificate that isn't trusted, and pin it when the user says so."""
        if user_input is None:
            return self._show_certificate()
        return await self._accept_certificate()

    async def async_step_certificate_changed(
        self, user_input: dict[str, Any] | None = None
    ) -> ConfigFlowResult:
        """Show the certificate that came in place of the pinned one."""
        return await self.async_step_confirm_certificate(user_input)

    async def _submit(self, user_input: dict[str, Any]) -> ConfigFlowResult:
        self._typed = user_input
        if errors := self._draft.take(user_input):
            return self._show_form(errors)
        self._abort_if_taken()
        if not self._draft.is_push_only:
            return await self._connect()
        if self.source == SOURCE_RECONFIGURE:
            return self._save()
        self._push = PushSetup(self.hass, self._draft.data, {})
        return await self.async_step_push()

    async def async_step_push(self, user_input: dict[str, Any] | None = None) -> ConfigFlowResult:
        """Ask from where a PBX that isn't polled may push."""
        errors: dict[str, str] = {}
        if user_input is not None:
            errors = await self._push.take(user_input)
            if not errors:
                return await self.async_step_push_details()
        return self.async_show_form(step_id="push", data_schema=self._push.form, errors=errors)

    async def async_step_push_details(
        self, user_input: dict[str, Any] | None = None
    ) -> ConfigFlowResult:
        """Show what to enter in the PBX's form, and make the entry."""
        if user_input is not None:
            return self._create(self._push.secrets, self._push.options)
        return self.async_show_form(
            step_id="push_details", description_placeholders=self._push.details
        )

    async def _connect(self) -> ConfigFlowResult:
        try:
            await self._draft.connect(self.hass)
        except PbxCertificateError:
            return await self._ask_about_certificate()
        except PbxError as err:
            return self._show_form({"base": error_key(err)}, str(err))
        return self._save()

    async def _ask_about_certificate(self) -> ConfigFlowResult:
        self._old_fingerprint = self._draft.fingerprint
        try:
            self._certificate = await fetch_certificate(URL(self._draft.host))
        except PbxError as err:
            return self._show_form({"base": error_key(err)}, str(err))
        return self._show_certificate()

    async def _accept_certificate(self) -> ConfigFlowResult:
        try:
            await self._draft.connect_accepting(self.hass, self._certificate.fingerprint)
        except PbxCertificateError:
            return await self._ask_about_certificate()
        except PbxError as err:
            errors = {"base": error_key(err)}
            if self.source == SOURCE_REAUTH and not isinstance(err, PbxAuthenticationError):
                # A new secret would be no help: this step can be tried again.
                return self._show_certificate(errors, str(err))
            return self._show_form(errors, str(err))
        return self._save()

    def _save(self) -> ConfigFlowResult:
        draft, host = self._draft, self._draft.host
        if self.source == SOURCE_REAUTH:
            entry = self._get_reauth_entry()
            return self.async_update_reload_and_abort(entry, data=draft.put_into(entry.data))
        self._abort_if_taken()
        if self.source == SOURCE_RECONFIGURE:
            entry = self._get_reconfigure_entry()
            title = entry.title
            # A title that the user chose stays.
            if is_title_of(title, entry.data[CONF_HOST]) and not is_title_of(title, host):
                title = title_beside(host, self._titles)
            return self.async_update_reload_and_abort(
                entry, title=title, data=draft.put_into(entry.data)
            )
        return self._create({}, {})

    def _create(self, data: dict[str, Any], options: dict[str, Any]) -> ConfigFlowResult:
        taken = self._titles
        return self.async_create_entry(
            title=title_beside(self._draft.host, taken) if taken else TITLE,
            data=self._draft.put_into(data),
            options=options,
        )

    @property
    def _titles(self) -> set[str]:
        return {entry.title for entry in self._async_current_entries(include_ignore=False)}

    def _abort_if_taken(self) -> None:
        """Abort when another entry reads the same PBX; the extension is only a credential.

        Where nothing is read, the address is but a name: two sites may both have the factory's.
        """
        if self._draft.is_push_only:
            return
        place = place_of(self._draft.host)
        for entry in self._async_current_entries(include_ignore=False):
            is_other = entry.entry_id != self.context.get("entry_id")
            is_read = not entry.data.get(CONF_PUSH_ONLY)
            if is_other and is_read and place_of(entry.data[CONF_HOST]) == place:
                raise AbortFlow("already_configured")

    def _show_form(self, errors: dict[str, str] | None = None, error: str = "") -> ConfigFlowResult:
        saved = self._draft.saved
        is_moved = self._form == "reconfigure" and saved.get(CONF_PUSH_ONLY)
        form = MOVED_FORM if is_moved else FORMS[self._form]
        return self.async_show_form(
            step_id=self._form,
            data_schema=self.add_suggested_values_to_schema(form, self._typed),
            errors=errors or {},
            description_placeholders={
                "host": saved.get(CONF_HOST, ""),
                "extension": saved.get(CONF_EXTENSION, ""),
                "http": "http://",  # hassfest allows no addresses in translations
                "error": error,
            },
        )

    def _show_certificate(
        self, errors: dict[str, str] | None = None, error: str = ""
    ) -> ConfigFlowResult:
        shown, old = self._certificate, self._old_fingerprint
        return self.async_show_form(
            step_id="certificate_changed" if old else "confirm_certificate",
            errors=errors or {},
            description_placeholders={
                "host": self._draft.host,
                "old_fingerprint": readable_fingerprint(old) if old else "",
                "fingerprint": readable_fingerprint(shown.fingerprint),
                "subject": shown.subject,
                "expires": shown.expires,
                "error": error,
            },
        )
