"""Servers for comparison: the same work as ours, each in a process of its own.

All take `FIRST SIZE`: the bytes of the first frame that each socket gets, and of all that follow.
"""
