"""The API: everything public as JSON, read only, described once for routes, document and page."""
