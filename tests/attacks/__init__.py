"""What somebody might try; each attempt ends in one counted vote, and leaves a trace."""
