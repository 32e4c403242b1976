.DEFAULT_GOAL := help
.PHONY: help check lint format test test-eager licences bench-quick bench-exact screenshots snapshots lock new-rule prebuilt

EXACT = safety binding injection crash faults demo_holds
TIMED = start_up one_shot memory first_request check suggest shell_requests validate catalog redact audit sessions survivors share terminal turn app_output table digest conversation fuzz_safety

help: ## List the targets.
	@awk -F ':.*## ' '/^[a-z-]+:.*## / { printf "  %-14s %s\n", $$1, $$2 }' $(MAKEFILE_LIST)

check: lint licences test bench-exact ## Everything that CI does, in the active environment.

lint: ## Format, lint, types and import contracts.
	ruff format --check .
	ruff check .
	mypy
	lint-imports

format: ## Format the code and apply the safe fixes.
	ruff format .
	ruff check --fix .

test: ## The whole test suite.
	pytest

test-eager: ## The tests of the graph and of the model, with every package imported that the framework imports.
	LAZY_IMPORTS=false pytest tests/test_lazy_imports.py tests/store/test_checkpoints.py tests/agent/test_corridor.py \
	  tests/agent/test_steps.py tests/llm/test_groq.py tests/llm/test_groq_errors.py tests/llm/test_streams.py

licences: ## Check the licences of all dependencies (no GPL).
	python scripts/licences.py

# Figures of time want a quiet machine; `bench-exact` are the quickest of those that do not.
bench-quick: ## Each promise's figure, with the small data sets.
	@set -e; for name in $(EXACT) $(TIMED); do echo "--- $$name --quick"; python -m benchmarks.$$name --quick; done

bench-exact: ## The benchmarks whose figures do not depend on the machine.
	@set -e; for name in $(EXACT); do echo "--- $$name --quick"; python -m benchmarks.$$name --quick; done

snapshots: ## Accept the present screens as the right pictures.
	pytest tests/tui/test_snapshots.py --snapshot-update

screenshots: ## Make the pictures in the README from the real app.
	python scripts/screenshot.py

prebuilt: ## Read the installed CLIs into the tables that come with the program.
	python scripts/prebuilt_tables.py $(CLIS)

lock: ## Renew requirements-dev.lock (needs uv and the network).
	uv pip compile pyproject.toml --all-extras --universal --python-version 3.11 --generate-hashes \
	  --no-header --no-annotate --no-emit-package cloud-assist --upgrade --quiet --output-file requirements-dev.lock

new-rule: ## Start a rule: make new-rule NAME=examplectl [SIDE=cloud].
	python scripts/new_rule.py "$(NAME)" --side "$(or $(SIDE),cloud)"
