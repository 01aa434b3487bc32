"""Voter cards in words."""


def spans(cards: frozenset[int]) -> str:
    """Card numbers in few words: `1–40, 42`."""
    runs: list[list[int]] = []
    for card in sorted(cards):
        if runs and card == runs[-1][1] + 1:
            runs[-1][1] = card
        else:
            runs.append([card, card])
    return ", ".join(f"{a}–{b}" if b > a else f"{a}" for a, b in runs)
