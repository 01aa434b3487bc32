"""What all events have in common."""

from msgspec import Struct


class Event(Struct, frozen=True, tag=True, tag_field="kind"):
    """Base of all events."""
