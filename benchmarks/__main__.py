"""The command ``python -m benchmarks``."""

from __future__ import annotations

import argparse
import json
import sys
import tempfile
from pathlib import Path

from benchmarks import building, memory, reading, starting
from benchmarks.measure import Row
from benchmarks.table import as_dict, as_text


def main() -> None:
    """Measure everything and print the table."""
    parser = argparse.ArgumentParser(prog="python -m benchmarks", description=__doc__)
    parser.add_argument("--quick", action="store_true", help="few repeats: a check that it runs")
    parser.add_argument("--json", type=Path, metavar="FILE", help="write the numbers to FILE too")
    options = parser.parse_args()
    rows: list[Row] = []
    with tempfile.TemporaryDirectory(prefix="xlcaseload-benchmarks-") as folder:
        for subject in (reading, building, starting, memory):
            name = subject.__name__.rpartition(".")[2]
            print(f"measuring: {name}", file=sys.stderr)
            place = Path(folder) / name
            place.mkdir()
            rows += subject.measure(place, quick=options.quick)
    print(as_text(rows))
    if options.json:
        numbers = as_dict(rows, quick=options.quick)
        options.json.write_text(json.dumps(numbers, indent=2, allow_nan=False) + "\n", "utf-8")


if __name__ == "__main__":
    main()
