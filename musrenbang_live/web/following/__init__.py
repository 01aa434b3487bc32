"""One proposal through all its tiers and years, and what became of it."""
