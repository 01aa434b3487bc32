"""The benchmarks: the real application and its peers, doing the same work in turn.

See README.md beside this file for what is measured and how.
"""
