# Copyright (c) 2026 the golive.stack contributors
# SPDX-License-Identifier: GPL-3.0-or-later
# Two commands: `make demo` and `make test`. Both install what they need on a Debian machine (root) and leave what is there.

PYTHON ?= python3
VENV_PYTHON := .venv/bin/python
export PYTHONDONTWRITEBYTECODE := 1
TESTS := PYTHONPATH=.cache/tree:. $(VENV_PYTHON)

.PHONY: help demo demo-down test test-fast faults bench lock lab-up lab-down bare clean machine environment

help: ## Say what there is to make
	@sed -n 's/^\([a-z-]*\):.*## /  make \1\t/p' Makefile | expand -t 22

demo: machine environment ## Start a lab host, put the demo's system live on it, rotate a secret, say how to undo it
	@tests/lab/lab up --name demo --machines inventories/demo/lab.yml db1=postgres
	@.venv/bin/ansible-playbook tests/lab/demo_host.yml -i inventories/demo
	@.venv/bin/ansible-playbook playbooks/site.yml -i inventories/demo
	@.venv/bin/ansible-playbook playbooks/rotate.yml -i inventories/demo -e golive_secret=SESSION_SECRET -e golive_version=2

demo-down: ## Remove what the demo made
	@tests/lab/lab down --name demo
	@rm -rf .golive/demo

test: machine ## Run every test, or one step: make test STEP=mypy (KEEP=1 leaves its lab)
	@$(PYTHON) -m tests.run $(STEP)

test-fast: machine ## Run the tests of the loop while working
	@$(PYTHON) -m tests.run --fast

faults: machine environment ## Run the whole fault census: make faults [DOMAIN=flag] [SLICE=1/6]
	@$(TESTS) -m tests.faults.run $(if $(DOMAIN),--domain $(DOMAIN)) $(if $(SLICE),--slice $(SLICE))

bench: machine environment ## Measure by the protocol: make bench [NAME=feature_flag_noop]
	@$(TESTS) -m benchmarks.run $(NAME)

lock: machine ## Write the lock files anew
	@$(PYTHON) tests/run/environment.py --lock

lab-up: machine ## Start a lab: make lab-up [NAME=mine] [HOSTS="db1=postgres old1=bullseye"]
	@tests/lab/lab up $(if $(NAME),--name $(NAME)) $(HOSTS)

lab-down: ## Remove a lab: make lab-down [NAME=mine]
	@tests/lab/lab down $(if $(NAME),--name $(NAME))

bare: machine ## Run make demo and make test on a machine that has nothing (a fresh container)
	@$(PYTHON) -m tests.run.bare

clean: ## Remove what was generated in this folder
	@rm -rf .venv .cache/venvs .cache/bootstrap .cache/go .cache/package .cache/sanity .cache/secret-scan .cache/test .cache/tree

machine:
	@$(PYTHON) tests/run/machine.py

environment:
	@$(PYTHON) tests/run/environment.py dev
