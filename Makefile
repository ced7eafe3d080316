# Everything a newcomer types. Each sets up what it needs in .venv and can be repeated.
.PHONY: help demo test quick check bench soak format lock clean
export PYTHONUNBUFFERED = 1
# Where a shell forbids compiled files, each of an installation's processes compiles all of Django anew at its start.
unexport PYTHONDONTWRITEBYTECODE

help:
	@echo "make demo    a living shop on your own machine, with people to sign in as"
	@echo "make test    everything: SQLite, PostgreSQL, the browser"
	@echo "make quick   the fast part of the tests, in under a minute"
	@echo "make check   style, types, imports, migrations, templates"
	@echo "make bench   how fast it is, as a table; PART=desk, votes, mail, tone or fairness for one part"
	@echo "make soak    long random runs"

demo:
	@bin/setup core
	@EVENHAND_MODE=demo .venv/bin/evenhand demo

test: check
	@.venv/bin/python bin/test

quick:
	@bin/setup dev
	@.venv/bin/python bin/test --quick

check:
	@bin/setup dev
	@bin/check

bench:
	@bin/setup dev
	@.venv/bin/python -m benchmarks $(if $(PART),--part $(PART))

soak:
	@bin/setup dev
	@.venv/bin/python bin/test --soak

format:
	@bin/setup dev
	@.venv/bin/ruff format . && .venv/bin/ruff check --fix .

lock:
	@bin/lock

clean:
	rm -rf .venv build data *.egg-info .mypy_cache .ruff_cache .pytest_cache .hypothesis .import_linter_cache
