"""Sheets of paper as PDF, set by Typst with the fonts it brings along."""
