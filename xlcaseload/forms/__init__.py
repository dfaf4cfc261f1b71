"""One person's form: write it, read it back, gather a folder of them."""
