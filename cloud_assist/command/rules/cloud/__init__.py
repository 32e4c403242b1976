"""The rules of cloud CLIs, one module a family."""
