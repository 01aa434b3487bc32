"""The doors: pages and forms, over the real application and a real PostgreSQL."""
