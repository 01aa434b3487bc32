"""The city as a whole: its day, its season, its places, and what was kept of what was agreed."""
