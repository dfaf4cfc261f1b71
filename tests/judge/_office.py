"""Start LibreOffice with a profile of our own, and end nothing but what was started here."""

import atexit
import contextlib
import functools
import os
import shutil
import signal
import subprocess
import tempfile
import threading
import uuid
from collections.abc import Iterator, Sequence
from pathlib import Path
from typing import Literal
from xml.sax.saxutils import escape

import pytest

Recalculation = Literal["always", "never"]

# Two starts on one profile at the same time would end up in one process.
_lock = threading.Lock()
_MODE = {"always": "0", "never": "1"}
_FORMULA_LOAD = "/org.openoffice.Office.Calc/Formula/Load"


def soffice() -> str:
    """Return the LibreOffice program.

    Without it a test skips only when `XLCASELOAD_WITHOUT_LIBREOFFICE=1` says so; otherwise it
    fails, because a judge that is quietly absent proves nothing.

    Raises:
        RuntimeError: LibreOffice is not installed.
    """
    if os.environ.get("XLCASELOAD_WITHOUT_LIBREOFFICE") == "1":
        pytest.skip("XLCASELOAD_WITHOUT_LIBREOFFICE=1")
    return _program("soffice", "libreoffice-calc python3-uno")


def pdftoppm() -> str:
    """Return the program that turns a PDF into pictures.

    Raises:
        RuntimeError: poppler-utils is not installed.
    """
    return _program("pdftoppm", "poppler-utils")


def _program(name: str, packages: str) -> str:
    found = shutil.which(name)
    if found is None:
        raise RuntimeError(
            f"{name} not found: apt-get install {packages}, "
            "or set XLCASELOAD_WITHOUT_LIBREOFFICE=1 to skip these tests"
        )
    return found


@functools.cache
def _profile_root() -> Path:
    """Make the folder of this process's profiles; it goes away with the process."""
    root = Path(tempfile.mkdtemp(prefix="xlcaseload-judge-"))
    atexit.register(shutil.rmtree, root, ignore_errors=True)
    return root


@functools.cache
def profile(recalculation: Recalculation, locale: str) -> str:
    """Return the URL of a profile that recalculates always or never, with a locale."""
    folder = _profile_root() / f"{recalculation}-{locale}"
    settings = [
        (_FORMULA_LOAD, "OOXMLRecalcMode", _MODE[recalculation]),
        (_FORMULA_LOAD, "ODFRecalcMode", _MODE[recalculation]),
        ("/org.openoffice.Setup/L10N", "ooSetupSystemLocale", locale),
    ]
    items = "\n".join(
        f'<item oor:path="{path}"><prop oor:name="{name}" oor:op="fuse">'
        f"<value>{escape(value)}</value></prop></item>"
        for path, name, value in settings
    )
    (folder / "user").mkdir(parents=True)
    (folder / "user" / "registrymodifications.xcu").write_text(
        '<?xml version="1.0" encoding="UTF-8"?>\n'
        '<oor:items xmlns:oor="http://openoffice.org/2001/registry"'
        ' xmlns:xs="http://www.w3.org/2001/XMLSchema"'
        f' xmlns:xsi="http://www.w3.org/2001/XMLSchema-instance">\n{items}\n</oor:items>\n',
        encoding="utf-8",
    )
    return folder.as_uri()


def _end(process: subprocess.Popen[str]) -> None:
    """End a process that was started here, with its own children only."""
    if process.poll() is None:  # until then nobody else can have its number
        os.killpg(process.pid, signal.SIGKILL)
        process.communicate()


def _command(recalculation: Recalculation, locale: str) -> list[str]:
    return [
        soffice(),
        f"-env:UserInstallation={profile(recalculation, locale)}",
        "--headless",
        "--norestore",
        "--nologo",
    ]


def convert(
    sources: Sequence[Path],
    folder: Path,
    target: str,
    *,
    recalculation: Recalculation,
    locale: str,
    timeout: float,
) -> list[Path]:
    """Convert files in one LibreOffice start and return what came out, in the same order.

    The files are copied first, under numbered names: two files with one name do not get in
    each other's way, and no lock file is left beside the original.

    Raises:
        AssertionError: LibreOffice did not finish in time or could not read a file.
    """
    if not sources:
        return []
    numbered = folder / "in"
    results = folder / "out"
    numbered.mkdir(parents=True)
    results.mkdir()
    copies = []
    for number, source in enumerate(sources):
        copy = numbered / f"{number:04d}{source.suffix}"
        shutil.copyfile(source, copy)
        copies.append(copy)
    command = _command(recalculation, locale)
    command += ["--convert-to", target, "--outdir", str(results), *map(str, copies)]
    with _lock:
        process = subprocess.Popen(
            command,
            stdout=subprocess.PIPE,
            stderr=subprocess.STDOUT,
            text=True,
            start_new_session=True,
        )
        try:
            output, _ = process.communicate(timeout=timeout)
        except subprocess.TimeoutExpired:
            names = ", ".join(source.name for source in sources)
            raise AssertionError(f"LibreOffice took over {timeout:.0f} s for {names}") from None
        finally:
            _end(process)
    suffix = "." + target.partition(":")[0]
    converted = [results / (copy.stem + suffix) for copy in copies]
    for source, result in zip(sources, converted, strict=True):
        if not result.is_file():
            raise AssertionError(f"LibreOffice could not read {source}:\n{output.strip()}")
    return converted


@contextlib.contextmanager
def listening(recalculation: Recalculation, locale: str) -> Iterator[str]:
    """Run a LibreOffice that listens to UNO, and yield the name of its pipe."""
    pipe = f"xlcaseload-{uuid.uuid4().hex}"
    command = [*_command(recalculation, locale), f"--accept=pipe,name={pipe};urp;"]
    with _lock:
        process = subprocess.Popen(
            command,
            stdout=subprocess.DEVNULL,
            stderr=subprocess.DEVNULL,
            text=True,
            start_new_session=True,
        )
        try:
            yield pipe
            with contextlib.suppress(subprocess.TimeoutExpired):
                process.wait(timeout=10)
        finally:
            _end(process)
