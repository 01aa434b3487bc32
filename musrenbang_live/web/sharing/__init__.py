"""What other programs show of this site: feeds, previews, cards, the map for search engines."""
