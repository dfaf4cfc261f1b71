"""One module per sheet; each has the same parts: inputs, results, charts."""
