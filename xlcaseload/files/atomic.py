"""Write files so that the old or the new one is there, whole, whatever happens in between."""

from __future__ import annotations

import contextlib
import os
import shutil
import tempfile
from datetime import datetime
from pathlib import Path

from xlcaseload.problems import FileError, Problem


def opened_by_someone(path: Path) -> bool:
    """Whether Excel or LibreOffice left its lock file beside a workbook."""
    locks = (
        path.with_name(f"~${path.name}"),
        path.with_name(f"~${path.name[2:]}"),
        path.with_name(f".~lock.{path.name}#"),
    )
    return any(lock.exists() for lock in locks)


def refuse_if_open(path: Path) -> None:
    """Raise when a workbook is open in Excel or LibreOffice, or may not be written.

    Raises:
        FileError: With a sentence that says what to do.
    """
    if opened_by_someone(path):
        raise FileError(
            Problem(
                path.name,
                "een bestand dat open staat in Excel of LibreOffice",
                "een gesloten bestand; sluit het en probeer het opnieuw",
            )
        )
    if path.exists() and not os.access(path, os.W_OK):
        raise FileError(
            Problem(
                path.name,
                "een bestand dat alleen gelezen mag worden",
                "een bestand waarin je mag schrijven; er is niets gewijzigd",
            )
        )


def write_atomically(
    path: Path, data: bytes, *, keep_previous: bool = False, now: datetime | None = None
) -> Path | None:
    """Write a file through a temporary one in the same folder, which then takes its place.

    Args:
        path: The file to write.
        data: Its whole content.
        keep_previous: Keep what was there under a name with the time in it.
        now: That time; the clock's by default.

    Returns:
        Where the previous version is kept, or None.

    Raises:
        FileError: The file is open or read-only, or the disk refuses; the old file is untouched
            and nothing half written remains.
    """
    refuse_if_open(path)
    temporary: Path | None = None
    previous: Path | None = None
    try:
        handle, name = tempfile.mkstemp(prefix=".", suffix=".tmp", dir=path.parent)
        temporary = Path(name)
        with os.fdopen(handle, "wb") as stream:
            stream.write(data)
            stream.flush()
            os.fsync(stream.fileno())
        if path.exists():
            shutil.copymode(path, temporary)
            if keep_previous:
                previous = _keep(path, now or datetime.now())
        else:
            temporary.chmod(0o666 & ~_umask())
        temporary.replace(path)
    except OSError as error:
        for leftover in (temporary, previous):
            if leftover is not None:
                with contextlib.suppress(OSError):
                    leftover.unlink(missing_ok=True)
        raise FileError(
            Problem(
                path.name,
                f"een plek waar niet te schrijven is ({error.strerror})",
                "een map met schrijfrechten en ruimte; er is niets gewijzigd",
            )
        ) from error
    return previous


def _keep(path: Path, now: datetime) -> Path:
    """Copy a file beside itself under a name with the time; never over another one."""
    stem = f"{path.stem} (vorige versie {now:%Y-%m-%d %H.%M.%S}"
    for number in range(1, 1000):
        target = path.with_name(f"{stem}{f' {number}' if number > 1 else ''}){path.suffix}")
        try:
            with target.open("xb") as copy, path.open("rb") as original:
                shutil.copyfileobj(original, copy)
        except FileExistsError:
            continue
        shutil.copystat(path, target)
        return target
    raise OSError("too many previous versions")


def _umask() -> int:
    mask = os.umask(0)
    os.umask(mask)
    return mask
