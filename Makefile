# make run            serve the product on http://localhost:8000 (PORT=9000 make run moves it)
# make test           everything, on SQLite and on a private PostgreSQL
# make test-postgres  one test or folder on a private PostgreSQL: make test-postgres ARGS=cases/tests/test_consent.py
# make lint           style of Python and templates

NAMES := python3 python3.14 python3.13 python3.12 python3.11
PYTHON ?= $(firstword $(foreach name,$(NAMES),$(shell $(name) -c 'import sys; print("$(name)" * (sys.version_info >= (3, 11)))' 2>/dev/null)))

.PHONY: run test test-postgres lint python packages

run: python
	@$(PYTHON) -m shokuiki.environment requirements.txt
	@exec .venv/bin/python -m shokuiki.serve

test: packages
	@exec .venv/bin/python -m shokuiki.testing.suite

test-postgres: packages
	@exec .venv/bin/python -m shokuiki.testing.postgres .venv/bin/python -m pytest $(ARGS)

lint: packages
	@.venv/bin/ruff check
	@.venv/bin/djlint --lint --quiet templates

packages: python
	@$(PYTHON) -m shokuiki.environment requirements-test.txt

python:
	@test -n "$(PYTHON)" || { echo "Python 3.11以上がありません。Python 3.11以上（Debian では python3 と python3-venv）を入れてから、もう一度実行してください。"; exit 1; }
