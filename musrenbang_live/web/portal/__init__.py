"""News, documents, coming meetings and council members."""
