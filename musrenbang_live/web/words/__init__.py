"""What several doors say in the same words: figures, rules, states and results."""
