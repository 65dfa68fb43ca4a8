"""What the papers say is so: links, tables, columns, rooms, examples in SQL."""

from collections.abc import Iterator
from pathlib import Path
import re

import pytest
from sqlalchemy import Engine, create_engine, inspect, text
from sqlalchemy.pool import StaticPool

from custom_components.difuse.cdr.tables import migrate
from custom_components.difuse.cdr.tables.schema import METADATA

from .postgres import database, reason_to_skip, running_postgres
from .test_boundaries import CDR, ROOMS

REPOSITORY = Path(__file__).parent.parent
INTEGRATION = REPOSITORY / "custom_components" / "difuse"
PAPERS = [*sorted(REPOSITORY.glob("*.md")), *sorted((REPOSITORY / "docs").rglob("*.md"))]
CODE = [*sorted(INTEGRATION.rglob("*.py")), *sorted((REPOSITORY / "tests").rglob("*.py"))]

LINK = re.compile(r"\]\((?!https?:)([^)#\s]*)(?:#([^)\s]+))?\)")
PAPER_IN_CODE = re.compile(r"[\w/-]+\.md\b")
SQL = re.compile(r"```sql\n\s*-- (\w+)\n(.*?)```", re.DOTALL)


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


def test_every_paper_can_be_found_from_the_readme() -> None:
    found: set[Path] = set()
    left = [REPOSITORY / "README.md", REPOSITORY / "CONTRIBUTING.md"]
    while left:
        paper = left.pop()
        found.add(paper)
        links = [link for link, _ in LINK.findall(paper.read_text(encoding="utf-8"))]
        targets = {(paper.parent / link).resolve() for link in links if link.endswith(".md")}
        left += targets - found - {*left}
    assert {REPOSITORY / "CHANGELOG.md", *found} == set(PAPERS)


def test_papers_that_code_cites_are_in_the_repository() -> None:
    cited = {
        (file.name, paper)
        for file in CODE
        for paper in PAPER_IN_CODE.findall(file.read_text(encoding="utf-8"))
    }
    assert ("view.py", "docs/archive.md") in cited
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


def migrated(engine: Engine) -> Engine:
    with engine.begin() as db:
        migrate(db)
    return engine


@pytest.fixture
def sqlite() -> Iterator[Engine]:
    engine = migrated(create_engine("sqlite://", poolclass=StaticPool))
    yield engine
    engine.dispose()


@pytest.fixture(scope="module")
def postgresql() -> Iterator[Engine]:
    if reason := reason_to_skip():
        pytest.skip(reason)
    with running_postgres() as server, database(server, "papers") as url:
        engine = migrated(create_engine(url.replace("postgresql:", "postgresql+psycopg2:", 1)))
        yield engine
        engine.dispose()


def test_the_tables_are_those_of_the_schema() -> None:
    section = read("archive").split("## The tables\n")[1].split("\n## ")[0]
    assert sorted(first_column(section)) == sorted(METADATA.tables)


def test_the_columns_are_those_of_the_view(sqlite: Engine) -> None:
    section = read("archive").split("## The view `calls`\n")[1].split("\n## ")[0]
    there = [column["name"] for column in inspect(sqlite).get_columns("calls")]
    assert first_column(section) == there


def test_the_types_are_those_of_postgresql(postgresql: Engine) -> None:
    said = re.findall(r"^\| `(\w+)` \|[^|]*\| ([\w ]+) \|[^|]*\|$", read("archive"), re.MULTILINE)
    query = "SELECT column_name, data_type FROM information_schema.columns"
    with postgresql.connect() as db:
        found = db.execute(text(f"{query} WHERE table_name = 'calls'")).all()
    assert dict(said) == dict(map(tuple, found))
    assert len(said) == len(found)


def examples(kind: str) -> list[str]:
    return [sql for database, sql in SQL.findall(read("archive")) if database == kind]


def test_the_examples_run_on_sqlite(sqlite: Engine) -> None:
    (example,) = examples("SQLite")
    with sqlite.begin() as db:
        assert list(db.execute(text(example)).keys()) == ["hour", "missed_calls"]


def test_the_examples_run_on_postgresql(postgresql: Engine) -> None:
    found = examples("PostgreSQL")
    assert len(found) == 3
    engine = postgresql.execution_options(isolation_level="AUTOCOMMIT")
    with engine.connect() as db:
        for example in found:
            for statement in example.replace("$__timeFilter(started_at)", "true").split(";"):
                if statement.strip():
                    db.exec_driver_sql(statement)
