"""Takes the README's pictures of a running `scripts/develop` (`-m tests.live.screenshots`)."""

from pathlib import Path
import sys

from playwright.sync_api import Page, sync_playwright

from .seed import Login

REPOSITORY = Path(__file__).parents[2]
CONFIG = REPOSITORY / ".dev/develop"
PICTURES = REPOSITORY / "docs"
CHROMIUM = "/usr/bin/chromium"
FLAGS = (
    "--no-sandbox",
    "--disable-gpu",
    "--disable-quic",
    "--no-first-run",
    "--disable-background-networking",
    "--disable-component-update",
    "--disable-sync",
)


def open_page(page: Page, url: str) -> None:
    """Open a page of the frontend, and wait until it has loaded."""
    page.goto(url, wait_until="commit")
    page.locator("#ha-launch-screen").wait_for(state="detached")
    page.wait_for_timeout(3000)


def take_push(page: Page, origin: str) -> None:
    """Turn pushing on, and take a picture of what is to be entered in the PBX."""
    open_page(page, f"{origin}/config/integrations/integration/difuse")
    page.evaluate(
        "document.querySelector('home-assistant').hass.callWS("
        "{type: 'config/core/update', internal_url: 'http://homeassistant.local:8123'})"
    )
    page.get_by_role("button", name="Configure").first.click()
    page.get_by_text("Let the PBX send its calls").first.click()
    page.locator("ha-selector-boolean").first.locator("ha-switch").click()
    page.get_by_role("button", name="Submit").click()
    page.get_by_text("Enable CDR Log To API").wait_for()
    page.wait_for_timeout(1000)
    page.locator("dialog").first.screenshot(path=PICTURES / "push.png")


def take_automation_editor(page: Page, origin: str) -> None:
    """Take a picture of the triggers in the editor's list, and of one trigger's fields."""
    open_page(page, f"{origin}/config/automation/edit/new")
    page.locator("ha-button", has_text="Add trigger").click()
    page.get_by_text("By type").first.click()
    page.get_by_text("Difuse PBX").first.click()
    page.get_by_text("Call missed").first.wait_for()
    page.wait_for_timeout(1000)
    page.screenshot(path=PICTURES / "automation-triggers.png")
    page.get_by_text("Call missed").first.click()
    page.get_by_text("Only calls from or to these numbers").first.wait_for()
    page.wait_for_timeout(1000)
    page.screenshot(path=PICTURES / "automation-editor.png")


def main(origin: str) -> None:
    """Take one picture of each page that the README shows."""
    login = Login.load(CONFIG)
    if login is None:
        raise SystemExit("Start scripts/develop first.")
    with sync_playwright() as playwright:
        browser = playwright.chromium.launch(executable_path=CHROMIUM, args=[*FLAGS])
        context = browser.new_context(
            service_workers="block",
            color_scheme="light",
            reduced_motion="reduce",
            locale="en-GB",
            viewport={"width": 1200, "height": 1000},
        )
        tokens = login.browser_tokens(origin)
        context.add_init_script(f"localStorage.hassTokens = {tokens!r};")
        page = context.new_page()
        open_page(page, f"{origin}/config/integrations/integration/difuse")
        page.screenshot(path=PICTURES / "integration.png")
        page.get_by_text("Difuse PBX").first.wait_for()
        page.locator("a[href^='/config/devices/device/']").first.click()
        page.wait_for_timeout(3000)
        page.screenshot(path=PICTURES / "device.png")
        open_page(page, f"{origin}/logbook")
        page.screenshot(path=PICTURES / "logbook.png")
        take_automation_editor(page, origin)
        take_push(page, origin)
        browser.close()


if __name__ == "__main__":
    main(sys.argv[1] if len(sys.argv) > 1 else "http://127.0.0.1:8123")
