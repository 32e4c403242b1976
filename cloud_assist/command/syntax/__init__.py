"""Bash source in, a small typed tree out."""
