"""The administrator's pages: people, offices, what is kept of persons, and webhooks."""
