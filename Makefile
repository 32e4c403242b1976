.PHONY: check lint format test bench-quick bench-exact screenshots

EXACT = safety binding crash faults
TIMED = start_up check suggest validate catalog redact audit sessions survivors share terminal turn app_output fuzz_safety

# What CI does, in the environment that is active.
check: lint test bench-exact

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

# Each promise's figure in under 40 s. Figures of time want a quiet machine; `bench-exact` are the quickest of those that do not.
bench-quick:
	@set -e; for name in $(EXACT) $(TIMED); do echo "--- $$name --quick"; python -m benchmarks.$$name --quick; done

bench-exact:
	@set -e; for name in $(EXACT); do echo "--- $$name --quick"; python -m benchmarks.$$name --quick; done

# The pictures in the README, made from the real app.
screenshots:
	python scripts/screenshot.py
