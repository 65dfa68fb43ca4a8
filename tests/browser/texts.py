"""What a page says: what of it is English still, and what has no room."""

from collections.abc import Iterator
from functools import cache
import re
from typing import Final

from playwright.async_api import Page

from tests.test_translations import PLACEHOLDER, PLURAL, load, texts

MARKUP: Final = re.compile(r"\n+|\*\*|`[^`]*`|\[|\]\({\w+}\)")
FORM: Final = re.compile(r"(?:=\d+|zero|one|two|few|many|other) {([^{}]*)}")
ENGLISH: Final = re.compile(
    r"\b(?:the|of|and|your|this|that|with|from|which|who|when|after|before|only|calls?|callers?"
    r"|missed|answered|rang|talked|called|incoming|outgoing|today|yesterday|phones?|number)\b",
    re.IGNORECASE,
)
"""Words that are none in the other languages of the tests."""

NAMED: Final = ".name, .from, .number, .place"
"""What may be cut: names, which people chose. What is a pixel wide is only read out."""

SAID: Final = """() => {
    const said = [];
    const attributes = ["aria-label", "title", "placeholder", "label", "helper"];
    const read = node => {
        if (node.nodeType === Node.TEXT_NODE) said.push(node.textContent);
        if (node.nodeType !== Node.ELEMENT_NODE || node.matches("style, script")) return;
        for (const name of attributes) said.push(node.getAttribute(name) ?? "");
        for (const child of node.shadowRoot?.childNodes ?? []) read(child);
        for (const child of node.childNodes) read(child);
    };
    read(document.body);
    return said.map(text => text.replace(/\\s+/g, " ").trim()).filter(Boolean);
}"""

CUT: Final = """named => {
    const cut = [];
    const range = document.createRange();
    const hasNoRoom = box => {
        const [inner, outer] = [range, box].map(shown => shown.getBoundingClientRect());
        const isLeftOut = inner.top >= outer.bottom - 1;
        return !isLeftOut && (inner.right > outer.right + 1 || inner.left < outer.left - 1);
    };
    const isCut = text => {
        const one = text.parentElement;
        if (!text.data.trim() || !one?.checkVisibility() || one.closest(named)) return false;
        range.selectNodeContents(text);
        for (let box = one; box; box = box.parentElement) {
            if (box.offsetWidth === 1) return false;
            const clips = getComputedStyle(box).overflowX !== "visible";
            if ((clips || box.localName === "ha-card") && hasNoRoom(box)) return true;
        }
        return false;
    };
    const look = (root, isOurs) => {
        for (const one of root.querySelectorAll("*")) {
            if (one.shadowRoot) look(one.shadowRoot, one.localName.startsWith("difuse-"));
            for (const text of isOurs ? one.childNodes : []) {
                if (text.nodeType !== Node.TEXT_NODE || !isCut(text)) continue;
                cut.push(`${one.localName} ${one.className}: ${text.data.trim()}`);
            }
        }
    };
    look(document, false);
    return cut;
}"""


def fragments(text: str) -> Iterator[str]:
    """Return the texts that a page shows instead of one with markup and forms of a number."""
    one = PLURAL.sub(lambda plural: FORM.findall(plural["forms"])[0], text)
    several = PLURAL.sub(lambda plural: FORM.findall(plural["forms"])[-1], text)
    for form in (one, several):
        for part in MARKUP.split(form):
            said = " ".join(part.strip(" -:.").split()).replace("#", "{number}")
            if part == form or " " in said:
                yield said


@cache
def english(language: str) -> tuple[frozenset[str], re.Pattern[str]]:
    """Return the English texts for which this language has others, without and with gaps."""
    theirs = dict(texts(load(language)))
    own = {part for text in theirs.values() for part in fragments(text)}
    left = {
        part
        for path, text in texts(load())
        if theirs[path] != text
        for part in fragments(text)
        if part not in own | {"Difuse PBX"} and re.search(r"[a-z]{2}", PLACEHOLDER.sub("", part))
    }
    gaps = {part for part in left if PLACEHOLDER.search(part)}
    patterns = [".+".join(map(re.escape, re.split(r"{\w+}", part))) for part in sorted(gaps)]
    return frozenset(left - gaps), re.compile("|".join(patterns))


async def english_in(page: Page, language: str) -> list[str]:
    """Return what a page says in English though it should in this language."""
    whole, with_gaps = english(language)
    said = {text.strip(" -:.") for text in await page.evaluate(SAID)}
    return sorted(
        text for text in said if text in whole or with_gaps.fullmatch(text) or ENGLISH.search(text)
    )


async def cut_in(page: Page) -> list[str]:
    """Return the texts of the integration's cards that have no room."""
    found: list[str] = await page.evaluate(CUT, NAMED)
    return found
