"""The team's workbook.

A sheet is first *planned* as plain data (``plan``): which text, input or formula stands in which
cell, with which value and style. One adapter (``write``) turns a plan into a file with
XlsxWriter; the reader, the refresh and the tests look at the same plan. Each module of
``sheets`` plans the sheet that bears its name.
"""
