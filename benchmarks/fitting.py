"""From windows in which several things happened at once to what one of each costs."""

from collections.abc import Mapping, Sequence

ROUNDS = 20_000


def fitted(
    happened: Sequence[Mapping[str, float]],
    used: Sequence[float],
    names: Sequence[str],
    known: Mapping[str, float] | None = None,
) -> dict[str, float]:
    """Costs of `names`, none below zero, with the least squared relative error over all windows.

    `happened[i]` are the counts of window i and `used[i]` what it cost in all. Coordinate descent:
    each cost in turn is set to its best while the others stand still.
    """
    scaled = [
        [window[name] / max(cost, 1e-9) for name in names]
        for window, cost in zip(happened, used, strict=True)
    ]
    known = known or {}
    costs = [known.get(name, 0.0) for name in names]
    # What is still unexplained, as a part of what was used.
    errors = [1 - sum(each * n for each, n in zip(costs, row, strict=True)) for row in scaled]
    squares = [sum(row[j] ** 2 for row in scaled) for j in range(len(names))]
    for _ in range(ROUNDS):
        moved = 0.0
        for j, square in enumerate(squares):
            if not square or names[j] in known:
                continue
            slope = sum(row[j] * error for row, error in zip(scaled, errors, strict=True))
            step = max(-costs[j], slope / square)
            costs[j] += step
            moved = max(moved, abs(step) * square**0.5)
            errors = [error - step * row[j] for row, error in zip(scaled, errors, strict=True)]
        if moved < 1e-9:
            break
    return dict(zip(names, costs, strict=True))
