"""The documents of a meeting: PDF, Word, Excel, and all of them in one folder."""
