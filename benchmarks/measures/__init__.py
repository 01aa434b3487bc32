"""What is measured, a module each: every `run` returns raw figures, nothing is judged here."""
