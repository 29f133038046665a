# make run    set everything up and open the page
# make check  set everything up and check a sample clip (VIDEO=... EXERCISE=... for another one)
# make test   set everything up and run all tests that this machine can run
# make lint | bench | bench-live | bench-robust | samples | model | doctor | clean
# Needed: python3 (3.11 to 3.13), make, a network for the first time. All of it goes into .venv and the user's cache.

PYTHON ?= python3
VENV ?= .venv
PY := $(VENV)/bin/python
INSTALL := $(PY) -m pip install --disable-pip-version-check

# The first sample clip, else the first sample recording; its folder names the exercise.
VIDEO ?= $(firstword $(wildcard sample_videos/*/*.mp4) $(wildcard sample_videos/*/*.npz))
EXERCISE ?= $(notdir $(patsubst %/,%,$(dir $(VIDEO))))
# What is installed for the tests; actor adds what the tests of the renderer need.
TEST_EXTRAS ?= test
PYTEST_ARGS ?=

.NOTPARALLEL: # one pip at a time
.PHONY: run check test lint bench bench-live bench-robust samples model doctor clean

run: $(VENV)/.installed model
	$(PY) -m streamlit run streamlit_app.py

check: $(VENV)/.installed model
	@test -n "$(VIDEO)" || { echo "There is no sample clip. Name one: make check VIDEO=clip.mp4 EXERCISE=glute_bridge" >&2; exit 2; }
	$(PY) -m formcheck.cli check "$(VIDEO)" -e "$(EXERCISE)"

# Without the model its tests are left out, and the summary says so.
test: $(VENV)/.installed-$(TEST_EXTRAS)
	-$(PY) -m formcheck.models
	$(PY) -m pytest --all $(PYTEST_ARGS)

lint: $(VENV)/.installed-dev
	$(PY) -m ruff format --check .
	$(PY) -m ruff check .
	$(PY) -m pyright

bench: $(VENV)/.installed model
	$(PY) -m benchmarks.speed

# Needs Chromium; plays CLIPS to the page in real time.
bench-live: $(VENV)/.installed-test model
	$(PY) -m benchmarks.live $(CLIPS)

# Worse recordings of the same movement against the labelled clips of sample_videos and CLIPS.
bench-robust: $(VENV)/.installed
	$(PY) -m benchmarks.robustness $(CLIPS)

samples: $(VENV)/.installed-actor model
	$(PY) -m sample_videos.actor samples

model: $(VENV)/.installed
	$(PY) -m formcheck.models

doctor: $(VENV)/.installed
	$(PY) -m formcheck.cli doctor

clean:
	rm -rf $(VENV) build *.egg-info .pytest_cache .ruff_cache

# The stamps: pip is run again only when pyproject.toml is newer, so a second `make run` starts at once.
$(VENV)/.installed: pyproject.toml $(PY)
	$(INSTALL) --editable .
	@touch $@

$(VENV)/.installed-%: pyproject.toml $(PY)
	$(INSTALL) --editable ".[$*]"
	@touch $@ $(VENV)/.installed

$(PY):
	@command -v $(PYTHON) >/dev/null || { echo "$(PYTHON) was not found. Install Python 3.11, 3.12 or 3.13." >&2; exit 2; }
	@$(PYTHON) -c 'import sys; sys.exit(not (3, 11) <= sys.version_info[:2] <= (3, 13))' || \
	  { echo "formcheck needs Python 3.11, 3.12 or 3.13; this is `$(PYTHON) --version`." \
	         "Name another one: make run PYTHON=python3.12" >&2; exit 2; }
	@$(PYTHON) -m venv $(VENV) || \
	  { rm -rf $(VENV); echo "The environment could not be made. On Debian or Ubuntu: sudo apt-get install python3-venv" >&2; exit 2; }
