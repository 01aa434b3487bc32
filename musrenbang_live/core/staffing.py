"""Who may be let go from the desk of a meeting."""


def staying(by: int, made_by: int | None) -> frozenset[int]:
    """Whom the person `by` cannot shut out from the desk of a session that `made_by` made (None:
    nobody who is known): themselves and its maker, so that somebody is always left there."""
    return frozenset({by} if made_by is None else {by, made_by})
