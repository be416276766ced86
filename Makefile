# A single Makefile without recursion, so make sees the whole graph. Every .c file below
# conf/, supervisor/ and init/ is part of the program, except the rooms of the programs that
# init/own.mk builds; a new folder needs no line here. The
# link lines below show the architecture.

comma   := ,
BUILD   := build
KERNEL_HEADERS  := /usr/include
LIBRARY_HEADERS := /usr/include
# CROSS=arm64: the program and its tests for arm64, in build/arm64.
ifneq ($(CROSS),)
include tests/arm64/cross.mk
endif
# To cross-compile: CROSS_COMPILE=aarch64-linux-gnu- or CC=aarch64-linux-gnu-gcc. If its
# headers and archives of libev and inih are elsewhere: CFLAGS=-isystem... LDFLAGS=-L...
ifneq ($(CROSS_COMPILE),)
ifeq ($(origin CC),default)
CC := $(CROSS_COMPILE)gcc
endif
endif
CC      ?= cc
# The default is the program with musl, which only gcc can build. Where that cannot be, it is the
# program with the C library of $(CC); the target all says so. MODE=fast asks for the latter.
MUSL_CC ?= musl-gcc
compiler := $(notdir $(firstword $(filter-out %ccache,$(CC))))
NO_MUSL := $(if $(CROSS),,$(if $(CROSS_COMPILE)$(filter-out cc gcc gcc-%,$(compiler)),musl-gcc is not for $(or $(CROSS_COMPILE),$(compiler)),$(if \
             $(shell command -v $(firstword $(MUSL_CC)) 2>/dev/null),,$(firstword $(MUSL_CC)) is missing (Debian: musl-tools))))
DEFAULT_MODE := $(if $(NO_MUSL),fast,musl)
MODE    ?= $(DEFAULT_MODE)
PROGRAM_CC = $(if $(filter musl,$(MODE)),$(filter %ccache,$(CC)) $(MUSL_CC),$(CC))
# The compiler's own binutils: the host's tools cannot read foreign objects.
tool = $(if $(CROSS_COMPILE),$(CROSS_COMPILE)$(1),$(shell $(CC) -print-prog-name=$(1)))
PREFIX  ?= /usr/local
OUT     := $(BUILD)/$(MODE)
BIN     := $(BUILD)/$(if $(filter-out $(DEFAULT_MODE),$(MODE)),$(MODE)/bin/)ctinit
PROGRAM := $(if $(filter fast musl,$(MODE)),$(BIN),$(OUT)/ctinit)
VERSION := 0.2.0
# The commit for `ctinit version`; without git that of the source archive, if it is one.
COMMIT  := $(if $(wildcard .git),$(shell git -c safe.directory='$(CURDIR)' rev-parse --short=12 HEAD),$(shell \
             sed -n 's/^commit \([0-9a-f]\{12\}\).*/\1/p' docs/packaging/source.txt 2>/dev/null))

STD  := -std=c11 -D_GNU_SOURCE -I. -DCTINIT_VERSION='"$(VERSION)"'
WARN := -Wall -Wextra -Wpedantic -Wshadow -Wstrict-prototypes -Wmissing-prototypes \
        -Wpointer-arith -Wvla -Wswitch-enum -Wwrite-strings -Werror
FLAGS_fast := -Os -g -ffunction-sections -fdata-sections -fno-asynchronous-unwind-tables \
              -fstack-protector-strong -D_FORTIFY_SOURCE=2
FLAGS_asan := -O1 -g -fsanitize=address,undefined -fno-sanitize-recover=undefined \
              -fno-omit-frame-pointer
# musl has its own headers; those of the kernel and of the two libraries are added. init/libc/include
# adds to musl's what it lacks. -D_FORTIFY_SOURCE needs headers of glibc.
SMALL      := -Oz -fno-expensive-optimizations -fno-tree-sra -fno-jump-tables
FLAGS_musl := $(filter-out -D_FORTIFY_SOURCE=2,$(FLAGS_fast)) $(SMALL) -fno-pie
ifeq ($(MODE),musl)
MULTIARCH := $(shell $(CC) -print-multiarch)
# Debian's libgcc tests for atomic instructions with a function that only glibc has.
FLAGS_musl += $(if $(filter aarch64-%,$(MULTIARCH)),-mno-outline-atomics,-malign-data=abi)
# If `make libev-source` has been called, libev is compiled, with only what ctinit uses.
LIBEV     := $(wildcard build/libev/ev.c)
debian_archive ?= $(firstword $(wildcard $(addsuffix /lib$(1).a,/usr/lib/$(MULTIARCH) /usr/lib)) lib$(1).a)
DEBIAN_ARCHIVES := $(foreach l,$(if $(LIBEV),,ev) inih,$(call debian_archive,$(l)))
CHECKED_ARCHIVES := $(addprefix $(BUILD)/musl/,$(notdir $(DEBIAN_ARCHIVES)))
ARCHIVES  := $(BUILD)/musl/libev.a $(BUILD)/musl/libinih.a
HEADERS   := $(BUILD)/musl/include/made
LIBC_FLAGS := -Iinit/libc/include -isystem $(BUILD)/musl/include
endif
LINK_fast  := -static -Wl,--gc-sections -Wl,-z,relro,-z,now
LINK_musl  := $(LINK_fast) -no-pie -Wl,-O2 -Wl,-T,init/libc/layout.ld
LINK_asan  := -fsanitize=address,undefined -static-libasan -static-libubsan -static-libgcc
FLAGS := $(STD) $(LIBC_FLAGS) $(WARN) $(FLAGS_$(MODE)) $(CFLAGS)
# This code runs before libc starts, so it may not use the stack protector or sanitizers.
# Its objects are in early/, because the unit tests compile the same sources for libc.
SINGLE_FLAGS := $(STD) $(LIBC_FLAGS) $(WARN) -Os -g -ffreestanding -fno-builtin -fno-stack-protector \
               -fno-asynchronous-unwind-tables -ffunction-sections -fdata-sections \
               -fPIE -fvisibility=hidden -U_FORTIFY_SOURCE $(CFLAGS)
# Otherwise the compiler makes a call of memcpy(3) or memset(3) of some loops.
LOOPS := $(if $(findstring clang,$(CC)),,-fno-tree-loop-distribute-patterns)
SINGLE_FLAGS += $(LOOPS)
# libev and inih are linked statically even into a dynamic program, because containers lack them.
# supervisor/base/io.c wraps epoll_ctl() of libev, supervisor/proc/interrupted.c the calls that
# can end with EINTR.
WRAPPED := epoll_ctl read pread write pwrite writev pwritev2 sendfile recv recvmsg send \
           sendmsg dup2 ftruncate fallocate statfs fstatfs getrandom waitid waitpid open \
           openat fcntl poll __openat_2 __recv_chk fopen fdopen opendir readdir \
           realpath stat lstat fstat readlink readlinkat memfd_create
# The headers of inih lack its version; its pkg-config file has it.
INIH_VERSION := $(shell sed -n 's/^Version: *//p' $(firstword $(wildcard $(addsuffix /pkgconfig/inih.pc,\
                /usr/lib/$(shell $(CC) -print-multiarch) /usr/lib /usr/lib64 /usr/local/lib)) /dev/null))
# Prints one short line per command, such as "CC conf/lang/words.c". V=1 shows the commands,
# -s nothing.
silent := $(findstring s,$(firstword -$(MAKEFLAGS)))
show = $(if $(V),,@$(if $(silent),,$(info $(1) $(2))))

LIBS := $(addprefix -Wl$(comma)--wrap=,$(WRAPPED)) -Wl,-Bstatic \
        $(or $(ARCHIVES),-lev -linih) $(if $(filter asan,$(MODE)),-Wl$(comma)-Bdynamic) -lm
ENTRY := -Wl,-e,single_entry

sources = $(sort $(shell find $(1) -name '*.c'))
objects = $(patsubst %.c,$(OUT)/%.o,$(call sources,$(1)))
CONF       := $(call objects,conf)
SUPERVISOR := $(call objects,supervisor)
SINGLE_SRC  := $(call sources,init/single) conf/base/number.c conf/base/signal_names.c
SINGLE      := $(OUT)/early.o
# The pure sources of init/single, compiled for libc: the unit tests use them.
SINGLE_PURE := $(filter-out %/entry.o %/builtins.o,$(call objects,init/single))
# Rooms of programs beside ctinit.
OWN_ROOMS  := init/web init/convert
INIT       := $(filter-out $(OUT)/init/single/% $(OUT)/init/libc/% $(addsuffix /%,$(addprefix $(OUT)/,$(OWN_ROOMS))),$(call objects,init))
LIB        := $(OUT)/libctinit.a
# Functions that the C library lacks; our objects and the archives need them.
LACKING    := $(if $(filter musl,$(MODE)),$(call objects,init/libc))
UNIT_SRC   := $(shell find tests/unit -name '*_test.c' 2>/dev/null)
UNIT       := $(patsubst %.c,$(OUT)/%,$(UNIT_SRC))
# The core, and the simulation that runs it.
CORE       := $(call objects,supervisor/core)
SIM        := $(OUT)/tests/sim/sim_test
TOOL_SRC   := $(wildcard tests/lib/*.c)
TOOLS      := $(patsubst tests/lib/%.c,build/tools/%,$(TOOL_SRC))
SOURCES    := $(shell find conf supervisor init tests -name '*.[ch]' -o -name '*.def')

.DEFAULT_GOAL := all
include init/own.mk
all: $(PROGRAM) $(OWN_PROGRAMS) $(OWN_MISSING) $(if $(NO_MUSL),$(if $(filter file,$(origin MODE)),no-musl)) ## build the static program build/ctinit, and the programs beside it

# On Alpine there is no musl-gcc, because musl is the C library of cc.
no-musl:
	@case $$($(CC) -dumpmachine) in *-musl*) ;; *) \
		echo 'make: ctinit is built with the C library of $(CC): $(NO_MUSL)' >&2 ;; esac

# For scripts: MODE and the path of the program; the unit tests that can be built.
program:
	@echo $(MODE) $(PROGRAM)
unit-sources:
	@printf '%s.c\n' $(sort $(patsubst $(OWN)/%,%,$(UNIT:$(OUT)/%=%)))

$(BIN): $(OUT)/ctinit
	@mkdir -p $(@D)
	@cp $< $@.tmp && $(call tool,strip) $@.tmp && mv $@.tmp $@

# Not in the archive, so that a new commit recompiles and relinks little.
COMMIT_O := $(OUT)/init/verbs/build_info.o
MAIN := $(OUT)/init/main.o $(COMMIT_O) $(SINGLE) $(if $(filter asan,$(MODE)),$(OUT)/tests/asan/options.o)
$(OUT)/ctinit: $(MAIN) $(LIB) $(LACKING) $(ARCHIVES) $(if $(LACKING),init/libc/layout.ld)
	$(call show,LD,$@)$(PROGRAM_CC) $(LINK_$(MODE)) $(ENTRY) $(LDFLAGS) -o $@ $(MAIN) $(LACKING) $(LIB) $(LIBS)
	@$(if $(filter $(BUILD)/musl/libev.a,$(CHECKED_ARCHIVES)),echo 'make: ctinit is 24 KiB larger with the whole libev: `make libev-source` gets its source' >&2)

$(LIB): $(CONF) $(SUPERVISOR) $(SINGLE_PURE) $(filter-out $(OUT)/init/main.o $(COMMIT_O),$(INIT))
	@rm -f $@
	$(call show,AR,$@)$(call tool,ar) rcs $@ $^

# One object that exports its entry, and what the manual of the verbs reads, so that the program
# has these tables once. It needs nothing but _start, which is checked here.
SINGLE_EXPORTS := single_entry compat_at compat_option options_row
$(SINGLE): $(SINGLE_SRC:%.c=$(OUT)/early/%.o)
	$(call show,LD,$@)$(PROGRAM_CC) -nostdlib -r -o $@.tmp $^
	@$(call tool,objcopy) $(SINGLE_EXPORTS:%=--keep-global-symbol=%) $@.tmp
	@test "$$($(call tool,nm) -u $@.tmp | tr -d ' ')" = U_start || \
		{ $(call tool,nm) -u $@.tmp; exit 1; }
	@mv $@.tmp $@

# The headers that musl lacks.
$(BUILD)/musl/include/made: Makefile $(LIBEV) $(if $(CROSS),$(DEBIAN)/unpacked) $(shell find init/libc/include -name '*.h')
	@mkdir -p $(@D)
	@ln -sfn $(KERNEL_HEADERS)/linux $(KERNEL_HEADERS)/asm-generic $(@D)
	@ln -sfn $(abspath $(if $(LIBEV),build/libev,$(LIBRARY_HEADERS))/ev.h $(LIBRARY_HEADERS)/ini.h) $(@D)
	@ln -sfn $(firstword $(wildcard $(KERNEL_HEADERS)/$(MULTIARCH)/asm) $(KERNEL_HEADERS)/asm) $(@D)
	@touch $@

# The archives are compiled for glibc. This fails if they need a symbol that is not known to
# work. Nothing unwinds the stack, so the copies have no .eh_frame.
$(CHECKED_ARCHIVES) &: $(DEBIAN_ARCHIVES) init/libc/archives.txt init/libc/archives.sh
	@mkdir -p $(@D)
	@NM=$(call tool,nm) sh init/libc/archives.sh init/libc/archives.txt $(DEBIAN_ARCHIVES)
	@for a in $(DEBIAN_ARCHIVES); do \
		$(call tool,objcopy) -g -R .eh_frame -R .rela.eh_frame $$a $(BUILD)/musl/$${a##*/} || exit 1; done

ifneq ($(LIBEV),)
# The backends of init/pid1/event_loop.c, the timerfd that lets it sleep, and the watchers io,
# timer, periodic and prepare.
LIBEV_FLAGS := -DEV_STANDALONE=1 -DEV_FEATURES=0x7f -DEV_VERIFY=0 -DEV_NO_THREADS=1 \
	$(patsubst %,-DEV_USE_%=1,EPOLL POLL TIMERFD) $(patsubst %,-DEV_USE_%=0,SELECT IOURING) \
	$(patsubst %,-DEV_%_ENABLE=0,STAT IDLE CHECK FORK CLEANUP SIGNAL CHILD ASYNC EMBED)
$(BUILD)/musl/libev.a: $(LIBEV) Makefile $(HEADERS)
	@mkdir -p $(@D)
	$(call show,CC,$<)$(PROGRAM_CC) -D_GNU_SOURCE $(LIBC_FLAGS) $(FLAGS_musl) $(LIBEV_FLAGS) -w $(CFLAGS) -c -o $(@:.a=.o) $<
	@rm -f $@ && $(call tool,ar) rcs $@ $(@:.a=.o)
endif

libev-source: ## get Debian's source of libev into build/libev, for a smaller program
	@sh init/libc/libev_source.sh build/libev
try-libev-source: # once, if it can be had
	@[ '$(MODE)' != musl ] || [ -e build/libev/ev.c ] || sh init/libc/libev_source.sh build/libev || \
		echo 'make: ctinit gets all of libev from libev.a, and is 24 KiB larger' >&2

$(OUT)/early/%.o: %.c Makefile $(HEADERS)
	@mkdir -p $(@D)
	$(call show,CC,$<)$(PROGRAM_CC) $(SINGLE_FLAGS) -MMD -MP -c -o $@ $<

# All output passes through these files, so optimize them for speed. With musl only those that
# look at each byte; the others work once for each chunk, and take 1 % of the time.
HOT := supervisor/logger$(if $(filter musl,$(MODE)),/format)
FAST_FLAGS := $(if $(filter asan,$(MODE)),$(FLAGS),$(filter-out $(SMALL),$(FLAGS)) -O2)
$(foreach d,$(HOT),$(OUT)/$(d)/%.o) $(OUT)/conf/base/json.o $(OUT)/conf/base/escape.o: FLAGS := $(FAST_FLAGS)
$(OUT)/init/libc/memory.o: FLAGS := $(FAST_FLAGS) $(LOOPS)
$(OUT)/tests/unit/init/libc/memory_test.o: FLAGS += -O2 $(LOOPS)
$(COMMIT_O): FLAGS += -DCTINIT_COMMIT='"$(COMMIT)"' -DCTINIT_INIH='"$(INIH_VERSION)"'
$(COMMIT_O): build/commit
$(OUT)/%.o: %.c Makefile $(HEADERS)
	@mkdir -p $(@D)
	$(call show,CC,$<)$(PROGRAM_CC) $(FLAGS) -MMD -MP -c -o $@ $<

# With musl or for arm64 the tests are static, and tests/lib/cmocka replaces cmocka.
CMOCKA := -Wl,-Bdynamic -lcmocka
# A test that replaces free() of glibc is linked with both.
STATIC := $(if $(CROSS)$(filter musl,$(MODE)),-static -no-pie -Wl$(comma)-z$(comma)muldefs)
ifneq ($(STATIC),)
CMOCKA := $(STATIC)
$(filter $(OUT)/%,$(UNIT)): $(OUT)/tests/lib/cmocka/cmocka.o
$(OUT)/tests/%.o: FLAGS += -isystem tests/lib/cmocka
endif
$(filter $(OUT)/%,$(UNIT)): $(OUT)/%: $(OUT)/%.o $(LACKING) $(LIB) | $(ARCHIVES)
	$(call show,LD,$@)$(PROGRAM_CC) $(FLAGS_$(MODE)) -o $@ $(filter %.o,$^) $(filter %.a,$^) $(LIBS) $(CMOCKA) $(OWN_LIBS)

$(SIM): $(call objects,tests/sim) $(CORE)
	$(call show,LD,$@)$(PROGRAM_CC) $(FLAGS_$(MODE)) $(STATIC) -o $@ $^

# Small static programs that the tests run inside containers.
build/tools/conform_stage: $(wildcard tests/lib/stage/*.[ch])
build/tools/%: tests/lib/%.c Makefile
	@mkdir -p $(@D)
	$(call show,CC,$<)$(or $(HOST_CC),$(CC)) $(STD) -O1 -g -Wall -Wextra -Werror -static -o $@ $(filter %.c,$^)

# The manuals. The program prints the lists in them.
build/man/%: docs/%.scd docs/dev/lists.awk $(BIN) $(OWN_PROGRAMS)
	@mkdir -p $(@D)
	$(call show,MAN,$@)awk -v program='$(EMULATOR) $(BIN)' -f docs/dev/lists.awk $< >$@.scd && scdoc <$@.scd >$@

man: build/man/ctinit.1 build/man/svc.ini.5 build/man/ctinit-control.7 $(OWN_MANUALS) ## build the man pages into build/man

# dist.sh compiles the files of the archive, not these; so nothing is a prerequisite. It calls make,
# so it takes part in -j, but not in -n.
DIST_MODE ?= $(MODE)
dist: $(if $(CROSS),$(DEBIAN)/unpacked) ## make the source archive, the program and the Debian packages of a release in build/dist
	$(if $(findstring n,$(firstword -$(MAKEFLAGS))),,+)@CC='$(or $(HOST_CC),$(CC))' CROSS='$(CROSS)' sh docs/packaging/dist.sh $(VERSION) $(DIST_MODE) $(BUILD)/dist

objects: $(CONF) $(SUPERVISOR) $(SINGLE) $(INIT)
unit: $(UNIT) $(SIM) ## build the unit tests and the simulation
tools: $(TOOLS) ## build the small programs that the tests use

build/commit: FORCE
	@mkdir -p $(@D)
	@echo '$(COMMIT)' | cmp -s - $@ || echo '$(COMMIT)' >$@
FORCE:

# For clangd and other tools that need the compile command of each file.
compile_commands: compile_commands.json ## write compile_commands.json
compile_commands.json: Makefile
	$(call show,GEN,$@)$(MAKE) -nBs V=1 MODE=fast objects unit tools | \
		awk -v dir='$(CURDIR)' -f tests/lib/compile_commands.awk >$@

include tests/tests.mk

# A user's test roots have files with the user's subordinate ids.
clean: ## remove the build directory
	sh tests/lib/as-root rm -rf build

help: ## list these targets
	@grep -hE '^[a-z0-9_-]+:.*## ' $(MAKEFILE_LIST) | sed 's/:.*## /\t/' | sort | expand -t 18

-include $(shell find $(BUILD)/fast $(BUILD)/musl $(BUILD)/asan -name '*.d' 2>/dev/null)
.DELETE_ON_ERROR:
.PHONY: FORCE all no-musl program unit-sources man dist libev-source try-libev-source objects unit tools compile_commands compile_commands.json clean help
.SECONDARY:
