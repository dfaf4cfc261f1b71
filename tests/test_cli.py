"""The command line as a user meets it: fresh processes, real files."""

import json
import shutil
import subprocess
import sys
from pathlib import Path

import pytest
from judge import formulas
from judge.libreoffice import read_values

import xlcaseload


def run(*words: object, cwd: Path | None = None) -> subprocess.CompletedProcess:
    command = [sys.executable, "-m", "xlcaseload", *map(str, words)]
    return subprocess.run(command, capture_output=True, text=True, encoding="utf-8", cwd=cwd)


@pytest.fixture(scope="module")
def demo(tmp_path_factory) -> Path:
    folder = tmp_path_factory.mktemp("demo")
    done = run("demo", "--out", folder / "uit")
    assert done.returncode == 0, done.stderr
    return folder / "uit"


@pytest.fixture
def team_file(demo, tmp_path) -> Path:
    return Path(shutil.copy(demo / "Wijkteam De Linde.xlsx", tmp_path / "team.xlsx"))


def test_version():
    assert run("--version").stdout.strip() == f"xlcaseload {xlcaseload.__version__}"


def test_demo_makes_a_workbook_and_twelve_forms_and_ends_with_a_line_per_file(tmp_path):
    done = run("demo", cwd=tmp_path)
    assert done.returncode == 0
    assert done.stderr == ""  # no progress bar in a pipe
    files = sorted(path.name for path in (tmp_path / "demo").rglob("*.xlsx"))
    assert len(files) == 1 + 1 + 12
    for name in files:
        assert name in done.stdout
    assert done.stdout.splitlines()[-1].startswith("Werkmap van Wijkteam De Linde")


def test_demo_can_be_run_again_and_never_overwrites(tmp_path):
    run("demo", cwd=tmp_path)
    assert run("demo", cwd=tmp_path).returncode == 0
    assert (tmp_path / "demo-2").is_dir()
    again = run("demo", "--out", "demo", cwd=tmp_path)
    assert again.returncode == 1
    assert "lege of nieuwe map" in again.stderr


def test_everything_in_the_demo_stores_what_a_spreadsheet_calculates(demo):
    assert formulas.assert_exact(sorted(demo.rglob("*.xlsx"))) > 2000


def test_demo_shows_realistic_mistakes(demo):
    workbook = demo / "Wijkteam De Linde.xlsx"
    done = run("check", demo / "formulieren", "--team", workbook)
    assert done.returncode == 1
    for part in ("kruisjes bij 2 en 4", '"4,0" → gelezen als 4', '"Sociaal werker"'):
        assert part in done.stderr


def test_new_forms_refresh_and_results_end_to_end(tmp_path):
    workbook = tmp_path / "team.xlsx"
    assert run("new", workbook, "--team", "Noord", "--municipality", "Waterveld").returncode == 0
    done = run("forms", workbook, "--out", tmp_path / "uit", "--count", 3)
    assert (done.returncode, len(list((tmp_path / "uit").iterdir()))) == (0, 3)
    empty = run("refresh", workbook, "--forms", tmp_path / "uit")
    assert empty.returncode == 1
    assert empty.stderr.count("leeg formulier") == 3
    numbers = json.loads(run("results", workbook, "--json", "-").stdout)
    assert numbers["team"] == "Noord"
    assert (numbers["members"], numbers["problems"]) == (0, [])
    assert numbers["factors"][0]["mean"] is None


def test_route_of_2021_has_its_own_words_and_numbers(tmp_path):
    workbook = tmp_path / "team.xlsx"
    run("new", workbook, "--team", "N", "--municipality", "W", "--route", "caseload")
    values = read_values(workbook)
    assert values["Start"]["A1"] == "Samen naar een verantwoorde caseload"
    assert values["Spinnenweb"]["A1"].startswith("2.4 ")


def test_forms_for_a_list_of_members(tmp_path, team_file):
    members = tmp_path / "leden.csv"
    members.write_text("naam;functie\nAnna / de Wit;gezinswerker\nlid 02;\n", encoding="cp1252")
    done = run("forms", team_file, "--out", tmp_path / "uit", "--members", members)
    assert done.returncode == 0, done.stderr
    names = sorted(path.name for path in (tmp_path / "uit").iterdir())
    assert names == ["Formulier 01 - Anna - de Wit.xlsx", "Formulier 02 - lid 02.xlsx"]
    values = read_values(tmp_path / "uit" / names[0])["Factoren"]
    assert (values["C6"], values["C7"]) == ("Anna / de Wit", "Gezinswerker")


@pytest.mark.parametrize(
    ("content", "expected"),
    [
        ("naam;functie\na;Tovenaar\n", "Tovenaar"),
        ("naam\na\nA\n", "twee keer"),
        ("wie\na\n", "kolom naam"),
    ],
)
def test_list_of_members_with_a_mistake_makes_no_forms(tmp_path, team_file, content, expected):
    members = tmp_path / "leden.csv"
    members.write_text(content)
    done = run("forms", team_file, "--out", tmp_path / "uit", "--members", members)
    assert done.returncode == 1
    assert expected in done.stderr
    assert "Traceback" not in done.stderr
    assert not (tmp_path / "uit").exists()


def test_existing_workbook_is_never_overwritten(team_file):
    before = team_file.read_bytes()
    done = run("new", team_file, "--team", "N", "--municipality", "W")
    assert done.returncode == 1
    assert team_file.read_bytes() == before


def test_json_has_the_promised_shape(team_file, tmp_path):
    out = tmp_path / "cijfers.json"
    assert run("results", team_file, "--json", out).returncode == 0
    numbers = json.loads(out.read_text(encoding="utf-8"))
    assert {"team", "members", "factors", "categories", "roles", "problems"} <= numbers.keys()
    factor = numbers["factors"][0]
    assert {
        "factor", "category", "n", "counts", "mean", "median", "q1", "q3", "sd", "mad", "heavy",
        "agreement", "ideal", "roles",
    } <= factor.keys()  # fmt: skip
    assert len(factor["counts"]) == 5
    assert factor["heavy"] == [sum(factor["counts"][3:]), factor["n"]]
    assert sum(role["members"] for role in numbers["roles"]) == 11  # one form: unknown role
    assert numbers["members"] == 12


def test_python_gives_the_same_numbers_as_the_command_line(team_file):
    numbers = json.loads(run("results", team_file).stdout)
    team = xlcaseload.read_team(team_file)
    assert team.as_dict() == numbers
    frame = team.to_frame()
    assert list(frame["mean"]) == [factor["mean"] for factor in numbers["factors"]]


def test_tables_in_csv(team_file, tmp_path):
    assert run("results", team_file, "--csv", tmp_path / "csv").returncode == 0
    names = sorted(path.name for path in (tmp_path / "csv").iterdir())
    assert names == ["categorieen.csv", "factoren.csv", "factoren_per_functie.csv", "functies.csv"]


@pytest.mark.parametrize("command", ["refresh", "check", "results"])
@pytest.mark.parametrize(
    "content", [b"", b"PK\x03\x04rommel", b"\xd0\xcf\x11\xe0" * 9, b"gewone tekst"]
)
def test_file_that_is_no_workbook_gives_one_sentence(tmp_path, command, content):
    path = tmp_path / "vreemd.xlsx"
    path.write_bytes(content)
    done = run(command, path)
    assert done.returncode == 1
    assert done.stderr.strip().count("\n") == 0
    assert "vreemd.xlsx" in done.stderr
    assert path.read_bytes() == content


def test_missing_file_gives_one_sentence(tmp_path):
    done = run("refresh", tmp_path / "weg.xlsx")
    assert done.returncode == 1
    assert done.stderr.strip().endswith(".")
    assert "Traceback" not in done.stderr


def test_form_in_an_older_format_is_a_problem_and_not_passed_over(team_file, tmp_path):
    folder = tmp_path / "uit"
    folder.mkdir()
    (folder / "anna.xls").write_bytes(b"\xd0\xcf\x11\xe0")
    (folder / "~$bram.xls").write_bytes(b"")
    done = run("check", folder, "--team", team_file)
    assert done.returncode == 1
    assert "! anna.xls: gevonden een rekenblad in een ander formaat (.xls)" in done.stderr
    assert "- ~$bram.xls: een slotbestand" in done.stderr
