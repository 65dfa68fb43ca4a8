"""The steps in which a user judges a certificate that isn't trusted."""

from abc import abstractmethod
from typing import Any

from homeassistant.config_entries import SOURCE_REAUTH, ConfigFlow, ConfigFlowResult
from yarl import URL

from ..cdr.pbx import PbxAuthenticationError, PbxCertificateError, PbxError
from ..messages import async_words_of, error_key, error_words
from .certificate import ShownCertificate, fetch_certificate, readable_fingerprint
from .draft import EntryDraft


class CertificateSteps(ConfigFlow):
    """Connects to the PBX of the draft; a certificate is pinned where the user says so."""

    _draft: EntryDraft
    _certificate: ShownCertificate
    _old_fingerprint: str | None = None

    @abstractmethod
    async def _abort_if_known(self) -> None:
        """Abort where the PBX that was connected to is in Home Assistant already.

        Raise PbxError.
        """

    @abstractmethod
    def _save(self) -> ConfigFlowResult:
        """Save the draft: the PBX could be read."""

    @abstractmethod
    def _show_form(self, errors: dict[str, str] | None = None, error: str = "") -> ConfigFlowResult:
        """Show the step with the fields."""

    async def _connect(self) -> ConfigFlowResult:
        try:
            await self._draft.connect(self.hass)
            await self._abort_if_known()
        except PbxCertificateError:
            return await self._ask_about_certificate()
        except PbxError as err:
            return await self._show_error(err)
        return self._save()

    async def _ask_about_certificate(self) -> ConfigFlowResult:
        self._old_fingerprint = self._draft.fingerprint
        try:
            self._certificate = await fetch_certificate(URL(self._draft.host))
        except PbxError as err:
            return await self._show_error(err)
        return await self._show_certificate()

    async def async_step_confirm_certificate(
        self, user_input: dict[str, Any] | None = None
    ) -> ConfigFlowResult:
        """Show a certificate that isn't trusted, and pin it when the user says so."""
        if user_input is None:
            return await self._show_certificate()
        return await self._accept_certificate()

    async def async_step_certificate_changed(
        self, user_input: dict[str, Any] | None = None
    ) -> ConfigFlowResult:
        """Show the certificate that came in place of the pinned one."""
        return await self.async_step_confirm_certificate(user_input)

    async def _accept_certificate(self) -> ConfigFlowResult:
        try:
            await self._draft.connect_accepting(self.hass, self._certificate.fingerprint)
            await self._abort_if_known()
        except PbxCertificateError:
            return await self._ask_about_certificate()
        except PbxError as err:
            if self.source == SOURCE_REAUTH and not isinstance(err, PbxAuthenticationError):
                # A new secret would be no help: this step can be tried again.
                return await self._show_certificate(err)
            return await self._show_error(err)
        return self._save()

    async def _show_error(self, err: PbxError) -> ConfigFlowResult:
        words = await async_words_of(self.hass)
        return self._show_form({"base": error_key(err)}, error_words(words, err))

    async def _show_certificate(self, err: PbxError | None = None) -> ConfigFlowResult:
        words, old = await async_words_of(self.hass), self._old_fingerprint
        return self.async_show_form(
            step_id="certificate_changed" if old else "confirm_certificate",
            errors={"base": error_key(err)} if err else {},
            description_placeholders={
                "host": self._draft.host,
                "old_fingerprint": readable_fingerprint(old) if old else "",
                "error": error_words(words, err) if err else "",
                **self._certificate.in_words(words),
            },
        )
