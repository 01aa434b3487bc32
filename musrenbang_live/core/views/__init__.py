"""What each audience may see: one function an audience, and nothing else decides it.

A view is made of frozen structs that compare by value, so that a screen is told only what
changed. No view holds a participant id; what belongs to one person alone is `Mine`.
"""
