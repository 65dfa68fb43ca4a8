"""What the papers say is so: links, tables, rooms. Their SQL is tried in ``test_papers_sql``."""

import json
from pathlib import Path
import re

import pytest
from yarl import URL

from custom_components.difuse.cdr.tables.schema import METADATA

from .test_boundaries import CDR, ROOMS

REPOSITORY = Path(__file__).parent.parent
INTEGRATION = REPOSITORY / "custom_components" / "difuse"
WWW = INTEGRATION / "card" / "www"
MANIFEST = json.loads((INTEGRATION / "manifest.json").read_text(encoding="utf-8"))
PAPERS = [*sorted(REPOSITORY.glob("*.md")), *sorted((REPOSITORY / "docs").rglob("*.md"))]
CODE = [*sorted(INTEGRATION.rglob("*.py")), *sorted((REPOSITORY / "tests").rglob("*.py"))]

LINK = re.compile(r"\]\((?!https?:)([^)#\s]*)(?:#([^)\s]+))?\)")
OWNER, NAME = URL(MANIFEST["documentation"]).parts[1:]
PAGE_ABOUT_CARDS = "docs/dashboard.md"
MY_LINK = re.compile(r"\((https://my\.home-assistant\.io/[^)\s]*)\)")
MY_REDIRECTS = {
    "hacs_repository": {"owner": OWNER, "repository": NAME, "category": "integration"},
    "config_flow_start": {"domain": "difuse"},
}
PAPER_IN_CODE = re.compile(r"[\w/-]+\.md\b")


def named(files: list[Path]) -> list[str]:
    return [str(file.relative_to(REPOSITORY)) for file in files]


def read(name: str) -> str:
    return (REPOSITORY / "docs" / f"{name}.md").read_text(encoding="utf-8")


def first_column(table: str) -> list[str]:
    return re.findall(r"^\| `([^`]+)`", table, re.MULTILINE)


def anchors(paper: Path) -> set[str]:
    """Return what the headings of a paper are called in links."""
    headings = re.findall(r"^#+ (.+)$", paper.read_text(encoding="utf-8"), re.MULTILINE)
    return {re.sub(r"[^\w -]", "", heading).lower().replace(" ", "-") for heading in headings}


@pytest.mark.parametrize("paper", PAPERS, ids=named(PAPERS))
def test_links_lead_to_files_and_headings_that_are_there(paper: Path) -> None:
    for path, heading in LINK.findall(paper.read_text(encoding="utf-8")):
        target = paper.parent / path if path else paper
        assert target.exists(), path
        assert not heading or heading in anchors(target), heading


def test_my_links_say_what_home_assistant_needs_to_know() -> None:
    """Those to blueprints are tried in ``test_blueprints``."""
    links = [
        URL(link) for paper in PAPERS for link in MY_LINK.findall(paper.read_text(encoding="utf-8"))
    ]
    redirects = [link for link in links if link.parts[1] == "redirect"]
    badges = {link.name for link in links if link.parts[1] == "badges"}
    assert badges == {f"{redirect}.svg" for redirect in MY_REDIRECTS}
    assert len(links) == len(redirects) + sum(link.parts[1] == "badges" for link in links)
    for link in redirects:
        name = link.parts[2]
        assert link.path == f"/redirect/{name}/"
        if name != "blueprint_import":
            assert dict(link.query) == MY_REDIRECTS[name]
    assert {link.parts[2] for link in redirects} == {*MY_REDIRECTS, "blueprint_import"}


def test_what_lists_of_cards_offer_leads_to_chapters_that_are_there() -> None:
    scripts = "".join(file.read_text(encoding="utf-8") for file in WWW.glob("*.js"))
    chapters = set(re.findall(r'chapter: "(.+?)"', scripts))
    assert len(chapters) == 3
    assert f"/blob/main/{PAGE_ABOUT_CARDS}#${{chapter}}`" in scripts
    assert chapters <= anchors(REPOSITORY / PAGE_ABOUT_CARDS)


def test_every_paper_can_be_found_from_the_readme() -> None:
    found: set[Path] = set()
    left = [REPOSITORY / "README.md", REPOSITORY / "CONTRIBUTING.md"]
    while left:
        paper = left.pop()
        found.add(paper)
        links = [link for link, _ in LINK.findall(paper.read_text(encoding="utf-8"))]
        targets = [(paper.parent / link).resolve() for link in links if link]
        # A link to a folder shows all that is in it.
        inside = [file for target in targets if target.is_dir() for file in target.glob("*.md")]
        papers = {file for file in (*targets, *inside) if file.suffix == ".md"}
        left += papers - found - {*left}
    assert {REPOSITORY / "CHANGELOG.md", *found} == set(PAPERS)


def test_papers_that_code_cites_are_in_the_repository() -> None:
    cited = {
        (file.name, paper)
        for file in CODE
        for paper in PAPER_IN_CODE.findall(file.read_text(encoding="utf-8"))
    }
    assert ("view.py", "docs/postgresql.md") in cited
    assert not [one for one in cited if not (REPOSITORY / one[1]).is_file()]


def test_every_folder_of_the_integration_is_named_in_the_architecture() -> None:
    folders = [
        folder.relative_to(INTEGRATION).as_posix()
        for folder in INTEGRATION.rglob("*")
        if folder.is_dir() and "__pycache__" not in folder.parts
    ]
    paper = read("architecture")
    assert not [
        folder
        for folder in folders
        if f"`{Path(folder).name}/`" not in paper and f"`{folder}/`" not in paper
    ]


def test_rooms_may_import_what_the_architecture_says() -> None:
    rows = re.findall(r"^\| `([\w/]+)/` \|[^|]*\|([^|]*)\|$", read("architecture"), re.MULTILINE)
    said = {room: set(re.findall("`(.+?)`", others)) for room, others in rows}
    allowed = {
        room: {other.removeprefix("cdr/") for other in others - {"", "cdr"}}
        if room in CDR
        else others - CDR - {""}
        for room, others in ROOMS.items()
    }
    assert said == {room: others for room, others in allowed.items() if room not in ("", "cdr")}


def test_the_tables_are_those_of_the_schema() -> None:
    section = read("archive").split("## The tables\n")[1].split("\n## ")[0]
    assert sorted(first_column(section)) == sorted(METADATA.tables)
