"""The rooms of the house: arrows point one way, and the core needs nothing heavy."""

import ast
import subprocess
import sys
from pathlib import Path

import pytest

PACKAGE = Path(__file__).parents[1] / "xlcaseload"
ORDER = [
    "_version", "problems", "files", "catalogue", "analysis", "inputs", "team", "answers",
    "results", "workbook", "forms", "merge", "refresher", "check", "demo", "downloads", "api",
    "cli",
]  # fmt: skip
CORE = ["catalogue", "analysis", "results", "workbook.build", "forms.write", "answers"]
NOT_IN_THE_BROWSER = ["pandas", "openpyxl", "python_calamine", "rich", "click", "xlwings"]


def room_of(module: str) -> str:
    return module.split(".")[1] if "." in module else ""


def imports_of(path: Path) -> set[str]:
    """Rooms that a module imports, also inside functions; hints for type checkers do not count."""
    tree = ast.parse(path.read_text(encoding="utf-8"))
    hints = {
        child
        for node in ast.walk(tree)
        if isinstance(node, ast.If) and ast.unparse(node.test) == "TYPE_CHECKING"
        for child in ast.walk(node)
    }
    found = set()
    for node in ast.walk(tree):
        if node in hints:
            continue
        if isinstance(node, ast.ImportFrom) and (node.module or "").startswith("xlcaseload"):
            module = node.module or ""
            found |= {room_of(module)} if "." in module else {name.name for name in node.names}
        elif isinstance(node, ast.Import):
            found |= {room_of(n.name) for n in node.names if n.name.startswith("xlcaseload.")}
    return found


@pytest.mark.parametrize(
    "path", sorted(PACKAGE.rglob("*.py")), ids=lambda path: str(path.relative_to(PACKAGE))
)
def test_arrows_point_one_way(path):
    room = path.relative_to(PACKAGE).parts[0].removesuffix(".py")
    if room in ("__init__", "__main__"):
        return
    own = ORDER.index(room)
    above = {other for other in imports_of(path) if ORDER.index(other) > own}
    assert not above


def run_without(blocked: list[str], code: str) -> None:
    """Run code in a fresh Python in which some packages cannot be imported."""
    block = f"import sys\nfor name in {blocked!r}: sys.modules[name] = None\n"
    done = subprocess.run([sys.executable, "-c", block + code], capture_output=True, text=True)
    assert done.returncode == 0, done.stderr


def test_core_builds_a_workbook_where_only_numpy_and_xlsxwriter_are():
    imports = "\n".join(f"import xlcaseload.{module}" for module in CORE)
    run_without(
        NOT_IN_THE_BROWSER,
        f"{imports}\n"
        "from xlcaseload import catalogue, team\n"
        "from xlcaseload.workbook.build import build\n"
        "assert build(team.new_team(catalogue.load(), team_id='A'))[:2] == b'PK'\n",
    )


def test_importing_the_package_imports_nothing_else():
    run_without(
        [],
        "import sys, xlcaseload\n"
        "heavy = {'numpy', 'click', 'xlsxwriter', 'python_calamine', 'pandas', 'tomllib'}\n"
        "assert not heavy & set(sys.modules)",
    )
