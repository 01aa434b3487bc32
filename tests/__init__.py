"""Tests, in the folders of what they test; `builders` makes the meetings they are about."""
