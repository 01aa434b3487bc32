"""Simulated people: they use the program from outside, over HTTP and WebSockets, like anybody."""
