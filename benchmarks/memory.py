"""Peak memory of reading a thousand forms, in a process that does nothing else."""

from __future__ import annotations

import json
import subprocess
import sys
from pathlib import Path

from benchmarks.measure import Row, Target
from benchmarks.samples import write_forms
from xlcaseload.demo import demo_team

_TARGET = Target(150, below=True, of_value=True)

_COLLECT = """
import sys
from xlcaseload.demo import demo_team
from xlcaseload.forms.collect import collect
found = collect([sys.argv[1]], demo_team())
assert len(found.readings) == int(sys.argv[2]), found.problems
"""

# A process takes over the peak of the one that starts it: so a small one stands in between.
_WATCH = """
import json, resource, subprocess, sys
subprocess.run([sys.executable, "-c", *sys.argv[1:]], check=True)
peak = resource.getrusage(resource.RUSAGE_CHILDREN).ru_maxrss
print(json.dumps(peak / (1e6 if sys.platform == "darwin" else 1e6 / 1024)))
"""


def measure(folder: Path, *, quick: bool) -> list[Row]:
    """Read many forms and, as the peer, none with the same imports."""
    count, rounds = (100, 1) if quick else (1000, 3)
    forms, nothing = folder / "formulieren", folder / "leeg"
    write_forms(demo_team(), forms, count)
    nothing.mkdir()
    pairs = [(_peak(forms, count), _peak(nothing, 0)) for _ in range(rounds)]
    return [
        Row(
            f"peak memory, {count} forms",
            "the same without forms",
            "MB",
            tuple(peak for peak, _ in pairs),
            tuple(peak for _, peak in pairs),
            tuple(peak / without for peak, without in pairs),
            _TARGET,
        )
    ]


def _peak(folder: Path, count: int) -> float:
    """Megabytes (of 10^6 bytes) that a process held at most while it read a folder."""
    command = [sys.executable, "-c", _WATCH, _COLLECT, str(folder), str(count)]
    done = subprocess.run(command, stdout=subprocess.PIPE, check=True)
    return float(json.loads(done.stdout))
