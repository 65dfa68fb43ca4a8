"""The newest Home Assistant starts, with the integration in it."""

from .hass import HassProcess


async def test_it_runs_and_its_version_is_new_enough(hass_process: HassProcess) -> None:
    """Everything else in this folder relies on these."""
    config = await hass_process.get("/api/config")
    assert config["state"] == "RUNNING"
    assert tuple(int(part) for part in config["version"].split(".")[:2]) >= (2026, 11)
    assert not config["recovery_mode"]
    assert (await hass_process.ws_call("auth/current_user"))["is_owner"]

    loaded = await hass_process.ws_call("manifest/get", integration="difuse")
    assert loaded["domain"] == "difuse"
    handlers = await hass_process.get("/api/config/config_entries/flow_handlers")
    assert "difuse" in handlers


async def test_it_starts_again_where_it_stopped(hass_process: HassProcess) -> None:
    """A second start of the same configuration has the same owner, also after a crash."""
    await hass_process.kill()
    await hass_process.start()
    assert (await hass_process.get("/api/config"))["state"] == "RUNNING"
    await hass_process.stop()
    await hass_process.start()
    assert (await hass_process.ws_call("auth/current_user"))["id"] == hass_process.login.user_id
