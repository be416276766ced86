# tests/bench/bench.mk - builds the programs of `make bench`. The Makefile includes it.

BENCH_RAW     := $(addprefix build/bench/,child floor_init floor_run)
BENCH_DRIVERS := $(patsubst tests/bench/%.c,build/bench/%,$(wildcard tests/bench/drive_*.c))

# Programs of one or two pages without libc.
$(BENCH_RAW): build/bench/%: tests/bench/%.c tests/bench/raw.h Makefile tests/bench/bench.mk
	@mkdir -p $(@D)
	$(call show,CC,$<)$(CC) -std=c11 -I. $(WARN) -Os -ffreestanding -fno-builtin -fno-stack-protector -fno-pie \
		-fno-asynchronous-unwind-tables -U_FORTIFY_SOURCE -nostdlib -static -s \
		-Wl,-z,noseparate-code,-z,norelro,--build-id=none -o $@ $<

build/bench/%: tests/bench/%.c tests/bench/measure.c tests/bench/tree.c tests/bench/measure.h Makefile
	@mkdir -p $(@D)
	$(call show,CC,$<)$(CC) $(STD) $(WARN) -O1 -g -o $@ $< tests/bench/measure.c tests/bench/tree.c

build/bench/writer: tests/bench/writer.c Makefile
	@mkdir -p $(@D)
	$(call show,CC,$<)$(CC) $(STD) $(WARN) -O2 -static -o $@ $<

bench-tools: $(BENCH_RAW) $(BENCH_DRIVERS) build/bench/writer

bench: all bench-tools ## measure ctinit, the floor and other programs, in one run
	@bash tests/bench/bench.sh

.PHONY: bench bench-tools

bench-log: all bench-tools ## measure the logger against s6-log, svlogd, supervisord and cat
	@bash tests/bench/bench.sh log_small log_large line logger

.PHONY: bench-log

stress-log: all tools ## write 10 GB of lines while the logger is killed 200 times, with block and with drop
	@bash tests/bench/stress_log.sh 100 1000000 200 block
	@bash tests/bench/stress_log.sh 100 1000000 200 drop

.PHONY: stress-log
