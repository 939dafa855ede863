# healthlake: everything a developer runs. `make` lists the targets.

SCRATCH ?= .build
SECONDS ?= 60
BUILD = swift build --scratch-path $(SCRATCH)
RELEASE = $(SCRATCH)/release
VENV = .venv/bin/python
export PYTHONDONTWRITEBYTECODE = 1

.DEFAULT_GOAL := help
.NOTPARALLEL:
.PHONY: help demo tour packages build extension test conformance interop bench realism fuzz tidy format docs clean

help: ## list the targets
	@sed -n 's/^\([a-z]*\):[^#]*## \(.*\)/  make \1|\2/p' $(MAKEFILE_LIST) | awk -F'|' '{ printf "%-20s %s\n", $$1, $$2 }'

demo: packages build ## install what is missing, build, and do the whole job on 1,000 patients
	@scripts/demo.sh $(RELEASE)/healthlake

tour: packages build ## ask the files in Fixtures some questions
	@scripts/tour.sh $(RELEASE)/healthlake

packages: ## install the system packages that are missing
	@scripts/install-packages.sh

build: ## build the shell in release
	@scripts/check-swift.sh
	$(BUILD) -c release --product healthlake

extension: ## build the loadable extension: build/healthlake.so
	@scripts/check-swift.sh
	$(BUILD) -c release --product HealthLakeExtension -Xlinker --gc-sections -Xlinker -s
	@mkdir -p build
	cp $(RELEASE)/libHealthLakeExtension.so build/healthlake.so.new
	mv build/healthlake.so.new build/healthlake.so
	@ls -l build/healthlake.so

test: ## run the unit, golden and tidy tests (debug build)
	$(BUILD) --build-tests
	HEALTHLAKE_BIN=$(abspath $(SCRATCH))/debug/healthlake \
	    swift test --scratch-path $(SCRATCH) --skip-build

conformance: build extension ## check the answers of the conformance packs (HEALTHLAKE_SHARED names their folder)
	/usr/bin/python3 Tests/Conformance/run.py --shell $(RELEASE)/healthlake --extension build/healthlake.so

interop: build extension ## check healthlake.so in other hosts, and against DuckDB, PyIceberg, pyarrow and stock SQLite
	@scripts/make-venv.sh
	HEALTHLAKE_BIN=$(abspath $(RELEASE))/healthlake HEALTHLAKE_EXTENSION=$(CURDIR)/build/healthlake.so \
	    $(VENV) -m pytest -q -p no:cacheprovider Tests/Interop

bench: build ## measure whole processes beside DuckDB and Python (makes 4.5 GB of data in build/bench)
	@scripts/make-venv.sh
	$(VENV) Tests/Benchmarks/run-generate $(RELEASE)/healthlake
	$(VENV) Tests/Benchmarks/run-write $(RELEASE)/healthlake
	$(VENV) Tests/Benchmarks/run-job $(RELEASE)/healthlake
	Tests/Benchmarks/run $(RELEASE)/healthlake
	HEALTHLAKE_BENCH=1 $(BUILD) -c release --product DecodeSpeed
	$(RELEASE)/DecodeSpeed build/bench/lake-20000000/bench/measurement

realism: build ## compare a generated population with public figures, row by row
	@scripts/realism.sh $(RELEASE)/healthlake

fuzz: ## fuzz every parser for SECONDS=60 each
	@scripts/fuzz.sh $(SECONDS)

tidy: ## check imports, banned calls, lengths, links and formatting
	swift format lint --strict --recursive Sources Tests Package.swift
	swift test --scratch-path $(SCRATCH) --filter TidyTests

format: ## format the Swift sources
	swift format --in-place --recursive Sources Tests Package.swift

docs: build ## write docs/sql-reference.md from the list of functions
	scripts/make-sql-reference.py $(RELEASE)/healthlake

clean: ## remove what was built
	rm -rf $(SCRATCH) build .venv
