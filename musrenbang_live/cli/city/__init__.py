"""The invented city of the demonstration: its meetings of earlier years and those of today."""
