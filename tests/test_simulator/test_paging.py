"""Orders, limits, caps and what lies past the end."""

from __future__ import annotations

from typing import Any

from aiohttp import ClientSession
import pytest

from tests.simulator import DATA_PATH, Order, PastEnd, SimulatedPbx, Simulator

from .conftest import Reader


def _long_call_last(pbx: SimulatedPbx) -> None:
    """Rows 1 to 5 start a minute apart, row 6 has begun between 2 and 3."""
    for number in range(5):
        pbx.call(start=1000 + 60 * number, talk=1)
    pbx.call(start=1090, talk=600)


@pytest.mark.parametrize(
    ("order", "first", "second"),
    [
        ("id-ascending", [1, 2, 3, 4], [5, 6]),
        ("id-descending", [6, 5, 4, 3], [2, 1]),
        ("start-ascending", [1, 2, 6, 3], [4, 5]),
        ("start-descending", [5, 4, 3, 6], [2, 1]),
    ],
)
async def test_orders(reader: Reader, order: str, first: list[int], second: list[int]) -> None:
    reader.pbx.order = Order(order)
    _long_call_last(reader.pbx)
    assert await reader.ids(1, 4) == first
    assert await reader.ids(2, 4) == second


async def test_equal_starts_are_sorted_by_id(reader: Reader) -> None:
    for _ in range(3):
        reader.pbx.call(start=500)
    reader.pbx.order = Order.START_ASCENDING
    assert await reader.ids() == [1, 2, 3]
    reader.pbx.order = Order.START_DESCENDING
    assert await reader.ids() == [3, 2, 1]


async def test_a_cap_decides_the_number_of_pages(reader: Reader) -> None:
    _long_call_last(reader.pbx)
    reader.pbx.cap = 4
    answer = await reader.page(1, 100)
    assert (len(answer["data"]), answer["limit"], answer["total_pages"]) == (4, "100", 2)
    reader.pbx.paging.echo_effective = True
    assert (await reader.page(1, 100))["limit"] == "4"
    reader.pbx.cap = None
    assert (await reader.page(1, 100))["total_pages"] == 1


async def test_strings_or_numbers(reader: Reader) -> None:
    reader.pbx.row()
    answer = await reader.page()
    assert (answer["page"], answer["limit"], answer["total_pages"]) == ("1", "10", 1)
    reader.pbx.paging.numeric_echo = True
    reader.pbx.paging.numeric_total = False
    answer = await reader.page()
    assert (answer["page"], answer["limit"], answer["total_pages"]) == (1, 10, "1")


async def test_limits_that_are_not_honoured(reader: Reader) -> None:
    for _ in range(25):
        reader.pbx.row()
    reader.pbx.paging.minimum_limit = 10
    answer = await reader.page(1, 1)
    assert (len(answer["data"]), answer["total_pages"]) == (10, 3)
    reader.pbx.paging.fixed_limit = 20
    answer = await reader.page(1, 1)
    assert (len(answer["data"]), answer["total_pages"]) == (20, 2)


@pytest.mark.parametrize("query", [{}, {"page": "0", "limit": "-1"}, {"page": "x", "limit": "²"}])
async def test_defaults(reader: Reader, query: dict[str, str]) -> None:
    for _ in range(12):
        reader.pbx.row()
    url = reader.sim.url + DATA_PATH
    async with reader.session.get(url, params=query, headers=reader.headers) as response:
        answer: dict[str, Any] = await response.json()
    assert (len(answer["data"]), answer["page"], answer["limit"]) == (10, "1", "10")


async def test_past_the_end(reader: Reader) -> None:
    for _ in range(5):
        reader.pbx.row()
    assert await reader.ids(4, 2) == []
    reader.pbx.paging.past_end = PastEnd.LAST_PAGE
    assert await reader.ids(4, 2) == [5]
    reader.pbx.paging.past_end = PastEnd.NOT_FOUND
    query = {"page": 4, "limit": 2}
    url = reader.sim.url + DATA_PATH
    async with reader.session.get(url, params=query, headers=reader.headers) as response:
        assert response.status == 404
    assert await reader.ids(3, 2) == [5]


async def test_an_empty_pbx(reader: Reader) -> None:
    expected = {"data": [], "page": "1", "limit": "1", "total_pages": 0}
    for past_end in PastEnd:
        reader.pbx.paging.past_end = past_end
        assert await reader.page(1, 1) == expected


async def test_requests_are_counted(reader: Reader) -> None:
    reader.pbx.row()
    await reader.page(1, 1)
    (request,) = reader.pbx.data_requests
    assert (request.method, request.path, request.status) == ("GET", DATA_PATH, 200)
    assert request.query == {"page": "1", "limit": "1"}
    assert request.auth == "basic"
    assert 500 < request.bytes_sent < 1024
    reader.pbx.requests.clear()
    assert reader.pbx.data_requests == []


async def test_options_of_the_constructor() -> None:
    pbx = SimulatedPbx(order="id-descending", cap=2, extension="77", secret="s", zone="Asia/Dubai")
    pbx.row()
    pbx.row()
    pbx.row()
    async with Simulator(pbx) as sim, ClientSession() as session:
        query = {"extension": "77", "key": pbx.access.extensions["77"].key}
        async with session.get(sim.url + DATA_PATH, params=query) as response:
            answer = await response.json()
    assert [row["db_id"] for row in answer["data"]] == [3, 2]
