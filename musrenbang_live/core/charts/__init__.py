"""The geometry of charts: numbers in, places and lengths out; no words, no colours, no SVG."""
