.PHONY: check lint format test bench-quick screenshots

# What CI does, in the environment that is active.
check: lint test bench-quick

lint:
	ruff format --check .
	ruff check .
	mypy
	lint-imports

format:
	ruff format .
	ruff check --fix .

test:
	pytest

bench-quick:
	@set -e; for script in benchmarks/[a-z]*.py; do echo "--- $$script --quick"; python -m "benchmarks.$$(basename $$script .py)" --quick; done

# The pictures in the README, made from the real app.
screenshots:
	python scripts/screenshot.py
