"""The benchmarks run and give numbers; how fast a machine is, is not tested."""

import json
import math
import subprocess
import sys
from pathlib import Path

import pytest

pytest.importorskip("resource", reason="peak memory is measured on Linux and macOS only")

ROOT = Path(__file__).parents[1]
COMPARED = [
    ("read forms", "openpyxl read-only", "≥ 8"),
    ("read forms", "calamine alone", None),
    ("read forms", "inflate and scan only", None),
    ("build a workbook, 12 members", "bare XlsxWriter", None),
    ("build a workbook, 25 members", "bare XlsxWriter", None),
    ("xlcaseload --version", 'python -c "import click"', "≤ 1.3"),
    ("xlcaseload --version", "python -c pass", None),
    ("python -m xlcaseload --version", 'python -c "import click"', None),
    ("xlcaseload refresh, 12 forms", 'python -c "import pandas"', "< 1.5"),
    ("xlcaseload refresh, 12 forms", "python -c pass", None),
    ("xlcaseload refresh, 12 forms, a new factor", 'python -c "import pandas"', "< 1.5"),
    ("peak memory", "the same without forms", "< 150 MB"),
]


def test_quick_run_gives_every_row(tmp_path):
    file = tmp_path / "benchmarks.json"
    done = subprocess.run(
        [sys.executable, "-X", "utf8", "-m", "benchmarks", "--quick", "--json", str(file)],
        cwd=ROOT,
        capture_output=True,
        encoding="utf-8",
    )
    assert done.returncode == 0, done.stderr
    rows = json.loads(file.read_text(encoding="utf-8"))["rows"]
    assert len(rows) == len(COMPARED)
    lines = done.stdout.splitlines()
    assert all(line.count("|") == 8 for line in lines[: len(rows) + 2])
    for row, line, (what, peer, target) in zip(rows, lines[2:], COMPARED, strict=False):
        assert row["what"].startswith(what)
        assert row["peer"].startswith(peer)
        assert row["target"] == target
        assert row["reached"] in ((None,) if target is None else (True, False))
        numbers = [row[key] for key in ("min", "median", "max", "peer_median", "ratio")]
        assert all(math.isfinite(number) and number > 0 for number in numbers)
        assert row["min"] <= row["median"] <= row["max"]
        assert line.startswith(f"| {row['what']} ")
