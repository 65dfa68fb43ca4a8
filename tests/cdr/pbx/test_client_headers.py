"""What the client reads in the headers of an answer: when it was sent, and how long to wait."""

from datetime import UTC, datetime, timedelta
from email.utils import format_datetime

from aiohttp import ClientSession, web
from aiohttp.test_utils import RawTestServer
import pytest

from custom_components.difuse.cdr.pbx import Credentials, PbxClient, hash_secret
from custom_components.difuse.cdr.pbx.ladder import read_retry_after


@pytest.mark.parametrize(
    ("date", "sent_at"),
    [
        ("Sun, 22 Nov 2026 12:00:00 GMT", datetime(2026, 11, 22, 12, tzinfo=UTC)),
        ("Sun, 22 Nov 2026 12:00:00 -0000", datetime(2026, 11, 22, 12, tzinfo=UTC)),
        ("Sun, 22 Nov 2026 14:00:00 +0200", datetime(2026, 11, 22, 12, tzinfo=UTC)),
        ("Fri, 31 Dec 9999 23:59:59 GMT", None),
        ("Thu, 01 Jan 1970 00:00:00 GMT", None),
        ("noon", None),
        ("", None),
    ],
)
@pytest.mark.usefixtures("socket_enabled")
async def test_a_page_tells_when_it_was_sent(date: str, sent_at: datetime | None) -> None:
    async def answer(_: web.BaseRequest) -> web.Response:
        body = {"data": [], "total_pages": 0}
        return web.json_response(body, headers={"Date": date})

    async with RawTestServer(answer) as server, ClientSession() as session:
        client = PbxClient(session, server.make_url("/"), Credentials("4001", hash_secret("x")))
        assert (await client.read_page(1, 1)).sent_at == sent_at


@pytest.mark.parametrize(
    ("value", "wait"),
    [
        (None, None),
        ("", None),
        ("120", 120),
        ("1.5", 1.5),
        ("-1", None),
        ("nan", None),
        ("inf", 3600),
        ("soon", None),
        ("Wed, 21 Oct 2015 07:28:00 GMT", None),
        ("Wed, 21 Oct 99999 07:28:00 GMT", None),
    ],
    ids=str,
)
def test_retry_after_is_read_as_seconds_or_a_date(value: str | None, wait: float | None) -> None:
    assert read_retry_after(value) == (wait if wait is None else pytest.approx(wait, abs=30))


@pytest.mark.parametrize("zone", ["GMT", "-0000"])
def test_retry_after_a_date_is_the_time_until_then(zone: str) -> None:
    then = format_datetime(datetime.now(UTC) + timedelta(seconds=60))
    assert read_retry_after(then.replace("+0000", zone)) == pytest.approx(60, abs=30)
