"""What is not of the form that this package describes."""


class Malformed(ValueError):
    """The text says what is wrong, in one plain English sentence without a full stop."""
