"""Datasets: lists of everything public as files, and what each of their columns means."""
