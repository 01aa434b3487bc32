"""The doors, one for each audience: parse, ask the service once, render. No rule lives here."""
