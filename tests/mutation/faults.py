"""Faults that were put into a package, as mutmut leaves them in its folder."""

import ast
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
import json
from pathlib import Path
import re
import tomllib
from typing import Final

FOUND: Final = frozenset({1, 3, 24, 36, 152, 255, -24})
"""How the tests ended, as mutmut writes it down, where one failed or they never came to an end."""

_AROUND: Final = 30
_FUNCTION: Final = (ast.FunctionDef, ast.AsyncFunctionDef)
_NAME: Final = re.compile(r"x\w*__mutmut_\w+")


@dataclass(frozen=True, slots=True)
class Fault:
    """One fault in one function; ``reads`` is what stands there, with what is around it."""

    where: str
    reads: str
    name: str
    is_tried: bool
    is_found: bool


@dataclass(frozen=True, slots=True)
class Alike:
    """Faults that change nothing that anybody could see, and why."""

    where: str
    reads: Sequence[str]
    why: str

    def is_about(self, fault: Fault) -> bool:
        """Return whether this is one of them."""
        return fault.where == self.where and fault.reads in self.reads


def read_faults(folder: Path) -> list[Fault]:
    """Return the faults of a package; ``folder`` has the library as mutmut has changed it."""
    return [fault for meta in sorted(folder.rglob("*.py.meta")) for fault in _of_file(meta, folder)]


def read_alike(file: Path) -> list[Alike]:
    """Return the faults that are known to change nothing."""
    return [Alike(**one) for one in tomllib.loads(file.read_text(encoding="utf-8"))["fault"]]


def _of_file(meta: Path, folder: Path) -> Iterator[Fault]:
    file = meta.with_suffix("")
    tree = ast.walk(ast.parse(file.read_text(encoding="utf-8")))
    functions = {one.name: one for one in tree if isinstance(one, _FUNCTION)}
    for name, code in json.loads(meta.read_text(encoding="utf-8"))["exit_code_by_key"].items():
        changed = name.rpartition(".")[2]
        function = changed.partition("__mutmut_")[0]
        reads = _difference(functions[f"{function}__mutmut_orig"], functions[changed])
        where = f"{file.relative_to(folder)} {_plain(function)}"
        yield Fault(where, reads, name, code is not None, code in FOUND)


def _plain(function: str) -> str:
    """Return a function's name as the code has it; mutmut writes its class before it."""
    in_class = function.removeprefix("xǁ")
    return function.removeprefix("x_") if in_class == function else in_class.replace("ǁ", ".")


def _difference(before: ast.stmt, after: ast.stmt) -> str:
    """Return what stands in the place of something else, with some words around it."""
    texts = [_NAME.sub("f", ast.unparse(one)).split() for one in (before, after)]
    was, now = (" ".join(words) for words in texts)
    begin = _in_common(was, now)
    end = len(now) - _in_common(was[: begin - 1 : -1], now[: begin - 1 : -1])
    return now[max(0, begin - _AROUND) : end + _AROUND].strip()


def _in_common(was: str, now: str) -> int:
    """Return how many characters two texts begin with that are the same."""
    pairs = enumerate(zip(was, now, strict=False))
    return next((at for at, (one, other) in pairs if one != other), min(len(was), len(now)))
