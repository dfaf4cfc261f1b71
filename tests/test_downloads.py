"""What teams download is built by this very code, and judged like everything else."""

import zipfile
from pathlib import Path

import pytest
from judge import formulas, structure
from judge.libreoffice import pictures

from xlcaseload.downloads import downloads, write_downloads

FOLDER = Path(__file__).parents[1] / "workbooks"


def parts(path: Path) -> dict[str, bytes]:
    with zipfile.ZipFile(path) as archive:
        return {name: archive.read(name) for name in archive.namelist()}


def test_two_builds_give_the_same_bytes():
    assert downloads() == downloads()


def test_folder_holds_what_the_code_builds(tmp_path):
    write_downloads(tmp_path)
    built = sorted(path.name for path in tmp_path.iterdir())
    assert built == sorted(path.name for path in FOLDER.glob("*.xlsx"))
    for name in built:
        # Part by part: another version of zlib may pack the same parts in other bytes.
        assert parts(FOLDER / name) == parts(tmp_path / name), "run: xlcaseload build"


def test_downloads_store_what_a_spreadsheet_calculates():
    files = sorted(FOLDER.glob("*.xlsx"))
    assert len(files) == 3
    assert formulas.assert_exact(files) > 1000


@pytest.mark.parametrize("path", sorted(FOLDER.glob("*.xlsx")), ids=lambda path: path.stem)
def test_downloads_open_cleanly(path):
    structure.assert_opens_cleanly(path)
    structure.assert_cursor_home(path)
    structure.assert_tables_well_formed(path)


def test_form_fits_one_sheet_of_a4(tmp_path):
    assert len(pictures(FOLDER / "Formulier meewegende factoren.xlsx", tmp_path)) == 1
