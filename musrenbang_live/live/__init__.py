"""Who is told, now: use cases, the bus between processes, rooms, screens, the durable writer.

A *room* is one meeting in this process; a *screen* one connected device; a *sheet* the rendered
fragments of one audience; a *frame* what changed on it, encoded once for all its screens.
"""
