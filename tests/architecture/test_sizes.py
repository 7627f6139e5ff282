"""House rules of size: a file is a subject, a function is a thought."""

import ast
import subprocess
from pathlib import Path

import pytest

ROOT = Path(__file__).resolve().parents[2]
FILE_LIMITS = {".py": 400, ".ts": 300, ".html": 150}
FUNCTION_LIMIT = 40


def tracked(*suffixes: str) -> list[Path]:
    listed = subprocess.run(
        ["git", "ls-files", "--cached", "--others", "--exclude-standard"],
        cwd=ROOT, check=True, capture_output=True, text=True,
    ).stdout.split("\n")  # fmt: skip
    files = [ROOT / name for name in listed if name.endswith(suffixes)]
    return [f for f in files if f.exists() and "migrations" not in f.parts]


def lengths_of_functions(path: Path) -> dict[str, int]:
    found = {}
    for node in ast.walk(ast.parse(path.read_text())):
        if isinstance(node, ast.FunctionDef | ast.AsyncFunctionDef):
            body = node.body
            if isinstance(body[0], ast.Expr) and isinstance(body[0].value, ast.Constant):
                body = body[1:] or body
            found[f"{node.name}:{node.lineno}"] = (node.end_lineno or 0) - body[0].lineno + 1
    return found


@pytest.mark.parametrize("suffix", FILE_LIMITS)
def test_no_file_is_longer_than_its_limit(suffix: str) -> None:
    lengths = {str(f.relative_to(ROOT)): len(f.read_text().splitlines()) for f in tracked(suffix)}

    assert {f: n for f, n in lengths.items() if n > FILE_LIMITS[suffix]} == {}


def test_no_function_is_longer_than_a_thought() -> None:
    too_long = {
        f"{path.relative_to(ROOT)}:{name}": length
        for path in tracked(".py")
        if "src" in path.parts
        for name, length in lengths_of_functions(path).items()
        if length > FUNCTION_LIMIT
    }

    assert too_long == {}
