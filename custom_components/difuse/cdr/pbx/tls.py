"""What certificate a PBX shows, so that a person can judge it."""

import asyncio
import ssl
from typing import Final

from .exceptions import PbxConnectionError, PbxProblem, PbxTimeoutError

CONNECT_SECONDS: Final = 10
"""How long a PBX may take to accept a connection."""


async def read_certificate(host: str, port: int) -> bytes:
    """Return the certificate that a server shows, as DER, without trusting it.

    Raise PbxConnectionError.
    """
    context = ssl.SSLContext(ssl.PROTOCOL_TLS_CLIENT)
    context.check_hostname = False
    context.verify_mode = ssl.CERT_NONE
    try:
        async with asyncio.timeout(CONNECT_SECONDS):
            _, writer = await asyncio.open_connection(host, port, ssl=context)
    except TimeoutError as err:
        raise PbxTimeoutError("The PBX took too long to answer") from err
    except (OSError, ValueError) as err:
        raise PbxConnectionError("The PBX can't be reached") from err
    transport_ssl = writer.get_extra_info("ssl_object")
    certificate: bytes | None = transport_ssl.getpeercert(binary_form=True)
    writer.close()
    if certificate is None:
        raise PbxConnectionError("The PBX shows no certificate", PbxProblem.NO_CERTIFICATE)
    return certificate
