"""What the README promises works when it is followed to the letter."""

import re
import shlex
from pathlib import Path

import pytest
from click.testing import CliRunner

from xlcaseload.cli import main
from xlcaseload.demo import make

ROOT = Path(__file__).parents[1]
README = (ROOT / "README.md").read_text(encoding="utf-8")


@pytest.fixture
def demo(tmp_path, monkeypatch) -> Path:
    """The demo's folder, in which the README's file names exist."""
    made = make(tmp_path / "demo")
    made.workbook.rename(made.workbook.with_name("TEAM.xlsx"))
    monkeypatch.chdir(made.workbook.parent)
    return made.workbook.parent


def test_python_example_runs(demo, capsys):
    (code,) = re.findall(r"```python\n(.*?)```", README, re.DOTALL)
    exec(compile(code, "README.md", "exec"), {})
    assert capsys.readouterr().out.startswith("12 ")


def test_commands_in_the_table_exist_with_these_options(demo):
    commands = re.findall(r"\| `xlcaseload ([^`]*)`", README)
    assert len(commands) >= 6
    for number, command in enumerate(commands):
        words = shlex.split(command)
        if words[0] == "new":
            words[1] = f"nieuw {number}.xlsx"
        if words[0] == "forms":
            words[words.index("--out") + 1] = f"uit {number}"
            Path("leden.csv").write_text("naam;functie\nlid 01;Gezinswerker\n")
        result = CliRunner().invoke(main, words)
        assert result.exit_code in (0, 1), (command, result.output)
        assert not isinstance(result.exception, (TypeError, AttributeError)), command


def test_files_that_are_linked_exist():
    for target in re.findall(r"\]\(([^)#:]+)\)", README):
        assert (ROOT / target).exists(), target
