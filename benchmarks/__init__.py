"""Benchmarks: one script a promise; each prints its figure last."""
