"""What LibreOffice, as a spreadsheet that knows nothing of us, makes of a workbook."""

import shutil
import subprocess
import tempfile
import warnings
from collections.abc import Sequence
from pathlib import Path

import openpyxl

from judge import _office
from judge.hands import type_into as type_into

_FILTERS = {
    "xlsx": "xlsx:Calc MS Excel 2007 XML",
    "ods": "ods:calc8",
    "xls": "xls:MS Excel 97",
    "pdf": "pdf:calc_pdf_Export",
}

Values = dict[str, dict[str, object]]
"""Sheet -> address such as `B7` -> value; empty cells are left out."""


def read_values(path: Path) -> Values:
    """Read the stored values of a workbook with openpyxl."""
    with warnings.catch_warnings():
        # What openpyxl would lose on saving is no matter here: it saves nothing.
        warnings.filterwarnings("ignore", module="openpyxl")
        book = openpyxl.load_workbook(path, data_only=True)
    values: Values = {}
    for sheet in book.worksheets:
        values[sheet.title] = {
            cell.coordinate: cell.value
            for row in sheet.iter_rows()
            for cell in row
            if cell.value is not None
        }
    book.close()
    return values


def recalculate(
    paths: Sequence[Path], *, locale: str = "nl-NL", timeout: float = 300
) -> dict[Path, Values]:
    """Recalculate every formula of the workbooks, and return what the cells then hold.

    All files go through one LibreOffice start, so give as many as there are.

    Args:
        paths: workbooks (.xlsx or .ods).
        locale: the language of the spreadsheet; decimal comma in texts for `nl-NL`.
        timeout: seconds for all files together.

    Raises:
        AssertionError: LibreOffice did not finish in time or could not read a file.
        RuntimeError: LibreOffice is not installed.
    """
    with tempfile.TemporaryDirectory(prefix="xlcaseload-recalculate-") as folder:
        results = _office.convert(
            paths,
            Path(folder),
            _FILTERS["xlsx"],
            recalculation="always",
            locale=locale,
            timeout=timeout,
        )
        return {path: read_values(result) for path, result in zip(paths, results, strict=True)}


def resave(
    paths: Sequence[Path],
    folder: Path,
    *,
    filter: str = "xlsx",
    locale: str = "nl-NL",
    timeout: float = 300,
) -> list[Path]:
    """Open and save workbooks as a person does in LibreOffice, without recalculating.

    Args:
        paths: workbooks; their names must differ.
        folder: where the saved files go, under their own names (with another suffix for
            another filter).
        filter: `xlsx`, `ods`, `xls` or `pdf`.
        locale: the language of the spreadsheet.
        timeout: seconds for all files together.
    """
    targets = [folder / path.with_suffix("." + filter).name for path in paths]
    if len(set(targets)) != len(targets):
        raise ValueError("two files would be saved under one name")
    folder.mkdir(parents=True, exist_ok=True)
    with tempfile.TemporaryDirectory(prefix="xlcaseload-resave-") as scratch:
        results = _office.convert(
            paths,
            Path(scratch),
            _FILTERS[filter],
            recalculation="never",
            locale=locale,
            timeout=timeout,
        )
        for result, target in zip(results, targets, strict=True):
            shutil.move(result, target)
    return targets


def pictures(path: Path, folder: Path, *, dpi: int = 80) -> list[Path]:
    """Print a workbook from LibreOffice: one PNG per page, in the order of the pages."""
    (pdf,) = resave([path], folder, filter="pdf")
    prefix = folder / path.stem
    subprocess.run(
        [_office.pdftoppm(), "-r", str(dpi), "-png", str(pdf), str(prefix)],
        check=True,
        timeout=300,
    )
    return sorted(folder.glob(f"{path.stem}-*.png"))
