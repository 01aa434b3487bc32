"""The store ring against a real PostgreSQL."""
