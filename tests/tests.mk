# tests/tests.mk - defines the targets that test, measure and install. The Makefile includes
# it.

deps: ## install the packages for building and testing (apt or apk), get the source of libev
	@sh tests/lib/deps.sh
	@$(MAKE) --no-print-directory try-libev-source

# What may differ with glibc: memory, printf, regex, errors, the sandbox of the logger.
GLIBC_ROUND := unit golden $(addprefix tests/box/,install.bats stop.bats streams.bats log-hung.bats single.bats)
test: ## install missing packages, build, run every test; with musl also a short round with glibc
	@sh tests/lib/deps.sh
	@$(MAKE) --no-print-directory try-libev-source arm64-archives
	@$(MAKE) --no-print-directory all unit tools
	@sh tests/lib/rounds.sh $(GLIBC_ROUND)

check: ## build, run unit, sim, golden and lint: half a minute, any user, no installation
	@MODE=$(MODE) bash tests/lib/check.sh

# Not in the tests, which have no network.
arm64-archives:
	@CROSS=arm64 $(MAKE) -s --no-print-directory build/arm64/debian/unpacked || \
		echo 'The tests for arm64 are skipped.' >&2

test-arm64: ## cross-build for arm64, run unit, single-command and supervise tests with qemu-user
	@sh tests/lib/deps.sh
	@$(MAKE) --no-print-directory arm64-archives
	@bash tests/run.sh arm64

.PHONY: arm64-archives test-arm64

lint: ## check the rules of docs/dev/STYLE.md
	@MODE=$(MODE) bash tests/lint/lint.sh

asan: ## unit, golden, box and sim tests under ASan and UBSan
	@$(MAKE) --no-print-directory MODE=asan all unit
	@$(MAKE) --no-print-directory tools
	@CTINIT=$(CURDIR)/build/asan/ctinit MODE=asan bash tests/run.sh unit golden box sim

SEEDS ?= 0
STEPS ?= $(if $(filter 0,$(SEEDS)),1000000,100000000000)
FIRST ?= 1
sim: $(SIM) ## play SEEDS random cases (from FIRST) or STEPS steps against the core
	@$(SIM) $(SEEDS) $(STEPS) $(FIRST)

mutants: ## change the core in one place after the other, print changes that no test notices
	@python3 tests/mutants/mutants.py

conformance: all tools ## run the same cases on tini, dumb-init, catatonit and ctinit, print docs/conformance.md
	@python3 tests/conformance/run.py --matrix docs/conformance.md

PAGES := $(OUT)/tests/unit/docs/pages_test
pages: unit ## print states.md, exit-codes.md, requests.md, the rooms of ARCHITECTURE.md
	@$(PAGES) states >docs/states.md
	@$(PAGES) exit-codes >docs/exit-codes.md
	@$(PAGES) events >docs/events.md
	@awk -f docs/dev/requests.awk docs/dev/requests.tsv tests/box/*.bats >build/requests.md
	@mv build/requests.md docs/requests.md
	@awk -f docs/dev/rooms.awk docs/dev/rooms.tsv docs/dev/ARCHITECTURE.md >build/ARCHITECTURE.md
	@mv build/ARCHITECTURE.md docs/dev/ARCHITECTURE.md
	@[ ! -x $(OWN_DIR)ctinit-convert ] || \
		awk -v program=$(OWN_DIR)ctinit-convert -f docs/dev/convert.awk docs/convert.md >build/convert.md
	@[ ! -e build/convert.md ] || mv build/convert.md docs/convert.md

recording: all ## run the demo and draw docs/start.svg, and docs/plot.svg, from what they show
	@python3 docs/dev/recording.py docs/start.svg
	@sh docs/dev/plot.sh docs/plot.svg

include tests/bench/bench.mk

FUZZ_SECONDS ?= 60
FUZZ_CONF := $(call sources,conf)
build/fuzz/conf_fuzz: tests/fuzz/conf_fuzz.c $(FUZZ_CONF) $(shell find conf -name '*.h' -o -name '*.def')
	@mkdir -p $(@D)
	$(call show,CC,$<)clang $(STD) $(WARN) -O1 -g -fsanitize=fuzzer,address,undefined \
		-fno-sanitize-recover=undefined -o $@ $< $(FUZZ_CONF) -linih

FUZZ_DNS := supervisor/proc/dns.c supervisor/proc/resolve.c conf/base/clock.c conf/base/number.c $(call sources,supervisor/path)
build/fuzz/dns_fuzz: tests/fuzz/dns_fuzz.c $(FUZZ_DNS) supervisor/proc/dns.h supervisor/proc/resolve.h
	@mkdir -p $(@D)
	$(call show,CC,$<)clang $(STD) $(WARN) -O1 -g -fsanitize=fuzzer,address,undefined \
		-fno-sanitize-recover=undefined -o $@ $< $(FUZZ_DNS)

FUZZ_JSON := $(addprefix conf/base/,json_reader.c json.c escape.c)
build/fuzz/json_fuzz: tests/fuzz/json_fuzz.c $(FUZZ_JSON) $(FUZZ_JSON:.c=.h)
	@mkdir -p $(@D)
	$(call show,CC,$<)clang $(STD) $(WARN) -O1 -g -fsanitize=fuzzer,address,undefined \
		-fno-sanitize-recover=undefined -o $@ $< $(FUZZ_JSON)

FUZZ_CONVERT := $(filter-out %_main.c %_verb.c %_verbs.c %/manifest.c %/kube.c %/compose_print.c %/quadlet.c,$(call sources,init/convert))
build/fuzz/convert_fuzz: tests/fuzz/convert_fuzz.c $(FUZZ_CONF) $(FUZZ_CONVERT) $(shell find init/convert -name '*.h')
	@mkdir -p $(@D)
	$(call show,CC,$<)clang $(STD) $(WARN) -O1 -g -fsanitize=fuzzer,address,undefined \
		-fno-sanitize-recover=undefined -o $@ $< $(FUZZ_CONF) $(FUZZ_CONVERT) -linih -lyaml

# The first byte chooses the format (init/convert/text_formats.c).
FUZZ_SUPERVISOR := $(call sources,conf) $(call sources,supervisor)
build/fuzz/control_fuzz: tests/fuzz/control_fuzz.c $(FUZZ_SUPERVISOR)
	@mkdir -p $(@D)
	$(call show,CC,$<)clang $(STD) $(WARN) -O1 -g -fsanitize=fuzzer,address,undefined \
		-fno-sanitize-recover=undefined $(addprefix -Wl$(comma)--wrap=,$(WRAPPED)) \
		-o $@ $^ -lev -linih

fuzz-control: build/fuzz/control_fuzz ## fuzz the requests of the control socket, FUZZ_SECONDS (60)
	@mkdir -p build/fuzz/control
	@printf "wait --timeout=5 --for=up,done 'web' @g web@* all" >build/fuzz/control/wait
	build/fuzz/control_fuzz -max_total_time=$(FUZZ_SECONDS) -max_len=4096 -print_final_stats=1 \
		-artifact_prefix=build/fuzz/ build/fuzz/control

fuzz-convert: build/fuzz/convert_fuzz ## fuzz the readers of ctinit convert, FUZZ_SECONDS (60)
	@mkdir -p build/fuzz/convert
	@for f in tests/golden/convert/*; do for i in 000 001 002 003; do \
		[ ! -f $$f ] || { printf "\\$$i"; cat $$f; } >build/fuzz/convert/$$i-$${f##*/}; done; done
	build/fuzz/convert_fuzz -max_total_time=$(FUZZ_SECONDS) -max_len=4096 -print_final_stats=1 \
		-timeout=20 -artifact_prefix=build/fuzz/ build/fuzz/convert

fuzz: build/fuzz/conf_fuzz build/fuzz/dns_fuzz build/fuzz/json_fuzz ## fuzz the readers of svc.ini, of DNS answers and of replies, FUZZ_SECONDS (60) each
	@mkdir -p build/fuzz/corpus build/fuzz/dns build/fuzz/json
	@printf '{"type":"unit","name":"a","pid":1,"healthy":true,"groups":["x","\\u00e4"]}' >build/fuzz/json/unit
	build/fuzz/json_fuzz -max_total_time=$(FUZZ_SECONDS) -max_len=4096 -print_final_stats=1 \
		-artifact_prefix=build/fuzz/ build/fuzz/json
	@printf 'AB\201\200\0\1\0\2\0\0\0\0\2db\3lan\0\0\1\0\1\300\14\0\5\0\1\0\0\0\5\0\5\2pg\300\17\300\44\0\1\0\1\0\0\0\5\0\4\12\0\0\1' >build/fuzz/dns/alias
	build/fuzz/dns_fuzz -max_total_time=$(FUZZ_SECONDS) -max_len=600 -print_final_stats=1 \
		-artifact_prefix=build/fuzz/ build/fuzz/dns
	@cp conf/examples/*.ini conf/examples/demo/*.ini tests/golden/*.ini tests/fuzz/*.ini build/fuzz/corpus/
	build/fuzz/conf_fuzz -max_total_time=$(FUZZ_SECONDS) -max_len=8192 -print_final_stats=1 \
		-artifact_prefix=build/fuzz/ build/fuzz/corpus

fuzz-web: ## send malformed HTTP to a sanitized ctinit-web, FUZZ_SECONDS
	@$(MAKE) --no-print-directory MODE=asan build/asan/ctinit-web
	@python3 tests/fuzz/http_fuzz.py build/asan/ctinit-web $(FUZZ_SECONDS)

format: ## clang-format all sources
	@clang-format -i $(filter-out %.def,$(SOURCES))

run: ## install missing packages, build, run the demo
	@sh tests/lib/deps.sh demo
	@$(MAKE) --no-print-directory try-libev-source
	@$(MAKE) --no-print-directory all
	@CTINIT="$${CTINIT:-$(CURDIR)/$(BIN)}" sh conf/examples/demo/run.sh

install: all $(if $(shell command -v scdoc),man) ## install into $(DESTDIR)$(PREFIX); LINKS=yes: also as tini, dumb-init, catatonit
	@sh tests/lib/install.sh "$(DESTDIR)" "$(PREFIX)" $(BIN)

.PHONY: check pages recording fuzz fuzz-control fuzz-web fuzz-convert conformance deps test lint asan sim mutants format run install

# These fuzzers run the logger in their own process and replace its clock, sleep and exit.
FUZZ_LOG := $(filter-out %/logger_main.c,$(call sources,supervisor/logger)) $(call sources,supervisor/path) \
            $(addprefix conf/base/,clock.c escape.c json.c own_line.c timestamp.c) \
            $(addprefix tests/fuzz/,log_rig.c log_services.c log_kernel.c log_oracle.c log_json.c)
FUZZ_WRAP := $(addprefix -Wl$(comma)--wrap=,write read log_memory_commit epoll_wait poll nanosleep \
             clock_gettime sandbox_enter console_open inotify_init1 signalfd)
FUZZ_LOGS := input protocol syslog follow
$(FUZZ_LOGS:%=build/fuzz/log_%_fuzz): build/fuzz/%: tests/fuzz/%.c $(FUZZ_LOG) \
		$(shell find supervisor/logger conf/base tests/fuzz -name '*.h')
	@mkdir -p $(@D)
	$(call show,CC,$<)clang $(STD) $(WARN) -O1 -g -fsanitize=fuzzer,address,undefined \
		-fno-sanitize-recover=undefined -o $@ $< $(FUZZ_LOG) $(FUZZ_WRAP)

# Each fuzzer gets its own /dev/shm, which is unmounted at its end.
fuzz-log-%: build/fuzz/log_%_fuzz
	@mkdir -p build/fuzz/log_$*
	unshare -m sh -c 'mount -t tmpfs fuzz /dev/shm && exec "$$@"' sh $< \
		-max_total_time=$(FUZZ_SECONDS) -max_len=8192 -print_final_stats=1 -timeout=60 \
		-artifact_prefix=build/fuzz/$*- build/fuzz/log_$*

fuzz-log: $(FUZZ_LOGS:%=fuzz-log-%) ## fuzz the logger's input, protocol, syslog and follow, FUZZ_SECONDS each

RACES := log err follow notify fd tcp unix file json again again-kill run reload
STARTS ?= 10000
races: all tools ## start STARTS (10000) services with each kind of readiness, check that all get ready
	@for kind in $(RACES); do \
		RACES_TIMEOUT=3000 bash tests/lib/races.sh $$kind $(STARTS) || exit 1; done

.PHONY: fuzz-log races
