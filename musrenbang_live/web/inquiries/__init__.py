"""Tanya DPRD: asking the council, and reading what was answered."""
