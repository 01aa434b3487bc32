"""Published meetings, for anybody: pages, files for machines, documents and proofs."""
