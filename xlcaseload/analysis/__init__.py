"""The mathematics: pure functions on plain values and NumPy arrays.

No Excel, no files, no pandas. The formulas of the workbook, the custom functions, the command
line and the presentation are faces of what stands here.
"""
