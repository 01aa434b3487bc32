"""Rooms, hubs and writers over a database as if new, whose connections wait between tests."""

from tests.warm import database_url, stable

__all__ = ["database_url", "stable"]
