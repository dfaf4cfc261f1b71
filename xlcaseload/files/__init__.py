"""Workbook files as files: what is in the package, what a sheet hides, writing without loss.

The lowest room of the house. It knows zip members, parts and cells, but no team, no form and no
spreadsheet library; only the standard library and :mod:`xlcaseload.problems` stand under it.

- ``addresses``: ``D12`` and (11, 3).
- ``archive`` and ``markup``: the zip directory and careful XML, used by the modules below.
- ``package``: a read-only view of an .xlsx, with what calamine does not show (error cells,
  formulas without a value).
- ``splice``: new values in a user's workbook, everything else kept byte for byte.
- ``atomic``: saving so that either the old or the new file is there, never half of one.
- ``sheets``: the cell values, by python-calamine (the one module here that needs a library).
"""
