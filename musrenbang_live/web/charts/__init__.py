"""What charts say: their words, numbers, tables; drawn by `templates/charts`."""
