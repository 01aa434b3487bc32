"""Who is asking, on which device, and what they may enter."""
