"""Cold start: fresh processes, taking turns, with warm bytecode caches."""

from __future__ import annotations

import os
import shutil
import subprocess
import sys
import sysconfig
from collections.abc import Sequence
from itertools import count
from pathlib import Path

from benchmarks.measure import Action, Prepared, Row, Target, alternate, ready, time_row
from benchmarks.samples import write_forms
from xlcaseload.demo import demo_team
from xlcaseload.workbook.build import build

_FORMS = 12
VERSION, MODULE = "xlcaseload --version", "python -m xlcaseload --version"
REFRESH = f"xlcaseload refresh, {_FORMS} forms"
REBUILD = f"xlcaseload refresh, {_FORMS} forms, a new factor"
_VERSION_TARGET = Target(1.3)
_REFRESH_TARGET = Target(1.5, below=True)


def measure(folder: Path, *, quick: bool) -> list[Row]:
    """Start the console script as it is installed, and peers that only import."""
    team = demo_team()
    workbook = folder / "team.xlsx"
    workbook.write_bytes(build(team))
    script = _console_script()
    nothing, click, pandas = (
        _python("pass", folder),
        _python("import click", folder),
        _python("import pandas", folder),
    )
    peers = {"python -c pass": nothing, 'python -c "import click"': click}
    peers['python -c "import pandas"'] = pandas
    actions: dict[str, Prepared] = {name: ready(action) for name, action in peers.items()}
    actions[VERSION] = ready(_run([script, "--version"], folder))
    actions[MODULE] = ready(_run([sys.executable, "-m", "xlcaseload", "--version"], folder))
    for name, own_factor in ((REFRESH, False), (REBUILD, True)):
        forms = folder / f"formulieren {int(own_factor)}"
        write_forms(team, forms, _FORMS, own_factor=own_factor)
        actions[name] = _fresh_refresh(script, workbook, forms)
    seconds = alternate(actions, 2 if quick else 21)
    none, light, heavy = peers
    return [
        time_row(seconds, VERSION, light, _VERSION_TARGET),
        time_row(seconds, VERSION, none),
        time_row(seconds, MODULE, light),
        time_row(seconds, REFRESH, heavy, _REFRESH_TARGET),
        time_row(seconds, REFRESH, none),
        time_row(seconds, REBUILD, heavy, _REFRESH_TARGET),
    ]


def _console_script() -> str:
    """The console script beside this Python; not any other one on the path."""
    script = shutil.which("xlcaseload", path=sysconfig.get_path("scripts"))
    if script is None:
        raise RuntimeError("xlcaseload is not installed in this Python: pip install -e .")
    return script


def _python(code: str, folder: Path) -> Action:
    return _run([sys.executable, "-c", code], folder)


def _run(command: Sequence[str], folder: Path) -> Action:
    """A fresh process that must succeed; bytecode caches may be written and used."""
    environment = {**os.environ, "PYTHONDONTWRITEBYTECODE": ""}

    def action() -> None:
        done = subprocess.run(
            command, cwd=folder, env=environment, capture_output=True, check=False
        )
        if done.returncode:
            raise RuntimeError(f"{' '.join(command)}: {done.stderr.decode(errors='replace')}")

    return action


def _fresh_refresh(script: str, workbook: Path, forms: Path) -> Prepared:
    """A refresh of a new copy of the workbook each time, so that it really writes."""
    numbers = count(1)

    def prepare() -> Action:
        folder = forms.with_name(f"{forms.name} - {next(numbers)}")
        copies = shutil.copytree(forms, folder / forms.name)
        target = Path(shutil.copy(workbook, folder))
        before = target.read_bytes()
        run = _run([script, "refresh", target.name, "--forms", copies.name], folder)

        def action() -> None:
            run()
            if target.read_bytes() == before:
                raise RuntimeError("refresh wrote nothing")

        return action

    return prepare
