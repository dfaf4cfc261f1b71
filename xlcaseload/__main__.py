"""``python -m xlcaseload``."""

from xlcaseload.cli import main

main()
