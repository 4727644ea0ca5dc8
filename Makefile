# Two commands are all a newcomer needs: `make run` and `make test`.

VENV := .venv
BIN := $(VENV)/bin
# The newest Python that every dependency has wheels for; `make PYTHON=python3.12 run` to choose.
PYTHON ?= $(shell for p in python3.13 python3.12 python3.11 python3; do \
	"$$p" -c 'import sys; sys.exit(not (3, 11) <= sys.version_info[:2] < (3, 14))' 2>/dev/null && echo "$$p" && break; done)
PIP := $(BIN)/python -m pip --quiet --disable-pip-version-check

# Every target that help lists is an action, and no file.
.PHONY: $(shell sed -nE 's/^([a-z0-9-]+):.*## .*/\1/p' $(MAKEFILE_LIST))

# Marks of the tests that have a target of their own, as they take minutes, root, or a machine made for them.
ELSEWHERE := slow or actors or arm64 or boot or deploy or machine or page or picamera or pi3b

# $(call debian,PROGRAMS,PACKAGES): on Debian and Pi OS, install PACKAGES where one of PROGRAMS is missing.
define debian
	@if command -v apt-get >/dev/null && ! { $(foreach program,$(1),command -v $(program) &&) true; } >/dev/null; then \
		apt="apt-get"; test "$$(id -u)" = 0 || apt="sudo apt-get"; \
		$$apt update -qq && $$apt install -y -qq $(2); fi
endef

help: ## List the targets.
	@grep -hE '^[a-z0-9-]+:.*## ' $(MAKEFILE_LIST) | sed -E 's/:.*## /\t/' | expand -t 16

run: $(VENV)/installed ## Install into .venv where that is missing, and run the mirror.
	$(BIN)/kiosk run $(ARGS)

# Several at once: tests/conftest.py says how many, and how they are shared out. ARGS="-n 0": one by one.
AT_ONCE := --dist loadfile -n
# Else each of the processes that tests start compiles the whole mirror anew, where a machine keeps no bytecode.
test test-slow test-actors test-page: export PYTHONDONTWRITEBYTECODE :=

test: $(VENV)/installed-dev ## The tests: no network, GPU, Pi or sound card needed.
	$(BIN)/python -m pytest -m "not ($(ELSEWHERE))" $(AT_ONCE) auto $(ARGS)

test-slow: $(VENV)/installed-models ## Minutes of work: rebuilds the models, speaks at a sound server, updates.
	$(call debian,pulseaudio paplay minisign,libportaudio2 pulseaudio pulseaudio-utils libasound2-plugins minisign)
	$(BIN)/python -m pytest -m slow $(AT_ONCE) logical $(ARGS)

test-actors: $(VENV)/installed-actors ## The tests of the rendered people.
	$(BIN)/python -m pytest -m actors $(AT_ONCE) logical $(ARGS)

# One by one: a whole mirror counts the reps of somebody, while a trainer looks on.
test-page: $(VENV)/installed-page ## The trainer's page in a real browser, and fuzzed.
	$(call debian,chromium,chromium)
	$(BIN)/python -m pytest -m page $(ARGS)

test-arm64: $(VENV)/installed-dev ## A replay on an emulated arm64 processor against this one's.
	$(call debian,qemu-aarch64-static mmdebstrap,qemu-user-static mmdebstrap)
	$(BIN)/python -m pytest -m arm64 -s $(ARGS)

test-boot: $(VENV)/installed-dev ## Install, boot by a real systemd, hang, kill, starve, update, cut the power; as root.
	$(call debian,systemd-nspawn mmdebstrap minisign,mmdebstrap minisign systemd-container)
	$(BIN)/python -m pytest -m boot -s $(ARGS)

test-machine: $(VENV)/installed-dev ## A whole emulated machine: power on, root read-only, USB stick, power off; as root.
	$(call debian,qemu-system-x86_64 mmdebstrap systemd-nspawn minisign,qemu-system-x86 mmdebstrap systemd-container minisign)
	$(call debian,sfdisk mkfs.vfat mcopy,fdisk dosfstools mtools)
	$(BIN)/python -m pytest -m machine -s $(ARGS)

test-picamera: $(VENV)/installed-dev ## The real Picamera2 on libcamera's virtual camera, as root.
	$(call debian,mmdebstrap,mmdebstrap)
	$(BIN)/python -m pytest -m picamera -s $(ARGS)

test-pi3b: $(VENV)/installed-dev ## Cabinet and networks on an emulated Pi 3B; skipped where nothing changed.
	$(call debian,qemu-system-aarch64 mmdebstrap fdtput,qemu-system-arm mmdebstrap device-tree-compiler)
	$(BIN)/python -m pytest -m pi3b -s $(ARGS)

tools: $(VENV)/installed-models $(VENV)/installed-page $(VENV)/installed-actors ## Install whatever any proof in .ci/run needs.
	$(call debian,pulseaudio paplay minisign,libportaudio2 pulseaudio pulseaudio-utils libasound2-plugins minisign)
	$(call debian,chromium,chromium)
	$(call debian,systemd-nspawn mmdebstrap,mmdebstrap systemd-container)
	$(call debian,qemu-aarch64-static qemu-system-aarch64 fdtput,qemu-user-static qemu-system-arm device-tree-compiler)

test-deploy: $(VENV)/installed-dev ## The installer in real systems, arm64 ones emulated; as root.
	$(call debian,qemu-aarch64-static mmdebstrap minisign,qemu-user-static mmdebstrap minisign)
	$(BIN)/python -m pytest -m deploy -s $(ARGS)

bundle: $(VENV)/installed-dev ## What a mirror is installed and updated from, in dist/ (ARGS="--key FILE" signs it).
	PYTHON=$(BIN)/python deploy/bundle $(ARGS)

locks: $(VENV)/installed-dev ## Choose a release's packages anew, for deploy/locks.
	PYTHON=$(BIN)/python deploy/bundle lock

resolve: $(VENV)/installed-dev ## See that each Python and processor of the project has wheels for all of it.
	PYTHON=$(BIN)/python deploy/bundle resolve

lint: $(VENV)/installed-dev ## Style.
	$(BIN)/ruff check .

types: $(VENV)/installed-dev ## Types.
	$(BIN)/mypy

check: lint types test ## All that a change must pass.

bench: $(VENV)/installed-dev ## Speed and memory, as ratios against MediaPipe's own pipeline in the same run.
	$(BIN)/python -m tests.bench $(ARGS)

actors: $(VENV)/installed-actors ## Render the demo, calibration and test clips again (Debian: installs EGL and ffmpeg).
	$(BIN)/python -m tests.actors $(or $(ARGS),tests)

accuracy: $(VENV)/installed-actors ## How right the mirror is: renders the benchmark where the cache lacks it, replays, reports.
	$(BIN)/python -m tests.accuracy $(ARGS)

accuracy-slice: $(VENV)/installed-actors ## The same on a handful of clips, against bounds.
	$(BIN)/python -m tests.accuracy --slice $(ARGS)

walkups: $(VENV)/installed-actors ## Ten rendered newcomers walk up to the mirror: the screens they get, to the first counted rep.
	$(BIN)/python -m tests.walkups --render $(ARGS)

models: $(VENV)/installed-models ## Build the quantized models again from the published ones.
	$(BIN)/kiosk models build $(ARGS)

font: $(VENV)/installed-dev ## Make the mirror's font again from the published one (npm).
	$(PIP) install --editable '.[font]'
	$(BIN)/python -m kiosk.mirror.fonts.make $(ARGS)

speech: $(VENV)/installed-dev ## Make the files of what the mirror says aloud, with the published voice; only what is missing.
	$(PIP) install --editable '.[speech]'
	$(BIN)/python -m kiosk.voice.mouth.make $(ARGS)

screens: $(VENV)/installed-dev ## Draw every screen of the glass anew: the tests' references and the contact sheet.
	$(BIN)/python -m tests.mirror.pictures $(ARGS)

drawings: $(VENV)/installed-dev ## Draw the building guide's drawings and tables anew, from the settings.
	$(BIN)/python -m deploy.drawings $(ARGS)

clean: ## Remove what the other targets made, but not records or settings.
	rm -rf $(VENV) out build dist .pytest_cache .mypy_cache .ruff_cache .hypothesis

# On a Pi the camera comes from the system's packages, so the environment must see those.
$(BIN)/python:
	@test -n "$(PYTHON)" || { echo "Python 3.11, 3.12 or 3.13 is needed: on Debian and Pi OS, sudo apt install python3 python3-venv" >&2; exit 2; }
	@"$(PYTHON)" -c 'import ensurepip' 2>/dev/null || { echo "Python cannot make environments yet: on Debian and Pi OS, sudo apt install python3-venv" >&2; exit 2; }
	"$(PYTHON)" -m venv $$("$(PYTHON)" -c 'import importlib.util as u; print("--system-site-packages" if u.find_spec("picamera2") else "")') $(VENV)

$(VENV)/installed: pyproject.toml | $(BIN)/python
	$(PIP) install --editable '.[trainer,voice]'
	@touch $@

$(VENV)/installed-dev: pyproject.toml | $(BIN)/python
	$(PIP) install --editable '.[dev]'
	@touch $@ $(VENV)/installed

$(VENV)/installed-models: pyproject.toml | $(BIN)/python
	$(PIP) install --editable '.[dev,models]'
	@touch $@ $(VENV)/installed $(VENV)/installed-dev

$(VENV)/installed-page: pyproject.toml | $(BIN)/python
	$(PIP) install --editable '.[dev,page-tests]'
	@touch $@ $(VENV)/installed $(VENV)/installed-dev

$(VENV)/installed-actors: pyproject.toml | $(BIN)/python
	@if command -v apt-get >/dev/null; then \
		apt="apt-get"; test "$$(id -u)" = 0 || apt="sudo apt-get"; \
		$$apt update -qq && $$apt install -y -qq libegl1 libgl1 libgl1-mesa-dri ffmpeg; \
	else echo "Install EGL, Mesa's software driver and ffmpeg with your system's packages." >&2; fi
	$(PIP) install --editable '.[actors,dev]'
	$(PIP) install --no-deps 'anny==0.6.2'
	@touch $@
