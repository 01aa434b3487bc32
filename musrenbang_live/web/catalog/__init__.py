"""The *kamus usulan* of the site: files read, looked through, and taken into use."""
