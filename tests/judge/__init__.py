"""The independent judge of the tests: what a spreadsheet that is not ours makes of a workbook.

* `judge.libreoffice` opens, recalculates, edits, saves and prints workbooks in LibreOffice;
* `judge.formulas` holds every stored value against what LibreOffice computes;
* `judge.structure` looks at the file itself: tables, charts, alt text, references.
"""
