# init/own.mk - builds the programs beside ctinit, each from a room of its own.
#
# They use libraries that PID 1 does without, and run as processes of their own. Debian compiles
# the archives of these libraries for glibc, so the programs are static and use glibc in every
# MODE. If an archive is missing, ctinit is built without the program, and one line says so.
OWN     := $(BUILD)/$(if $(filter musl,$(MODE)),fast,$(MODE))
OWN_DIR := $(if $(filter fast musl,$(MODE)),$(dir $(BIN)),$(OUT)/)
OWN_CONF := $(call sources,conf)
OWN_LINK := $(if $(filter asan,$(MODE)),$(LINK_asan),$(LINK_fast))
missing_archives = $(strip $(foreach a,$(1),$(if $(filter /%,$(shell $(CC) -print-file-name=lib$(a).a)),,lib$(a).a)))

# The rules of one program: $(eval $(call own_program,NAME,ROOM,ARCHIVES,PACKAGES,MORE SOURCES)).
# Its sources are those of its room, those of conf/, and MORE. The unit tests of the room are
# linked with its objects, and with MODE=musl with nothing else. Its manual is docs/NAME.1.scd, if
# there is one.
define own_program
$(1)_MISSING := $$(call missing_archives,$(3))
$(1)_OBJECTS := $$(patsubst %.c,$(OWN)/%.o,$$(call sources,$(2)))
ifeq ($$($(1)_MISSING),)
OWN_PROGRAMS += $(OWN_DIR)$(1)
OWN_MANUALS  += $$(patsubst docs/%.scd,build/man/%,$$(wildcard docs/$(1).1.scd))
$(1)_TESTS   := $$(patsubst %.c,$(OWN)/%,$$(filter tests/unit/$(2)/%,$$(UNIT_SRC)))
OWN_TESTS    += $$($(1)_TESTS)
$(OWN)/link/$(1): $$($(1)_OBJECTS) $$(patsubst %.c,$(OWN)/%.o,$(5)) $(OWN)/libconf.a
	@mkdir -p $$(@D)
	$$(call show,LD,$$@)$(CC) $(OWN_LINK) $$(LDFLAGS) $(if $(filter supervisor/%,$(5)),$(addprefix -Wl$(comma)--wrap=,$(WRAPPED))) -o $$@ $$^ $(3:%=-l%) -linih
$(OWN_DIR)$(1): $(OWN)/link/$(1)
	@mkdir -p $$(@D)
	@cp $$< $$@.tmp && $$(call tool,strip) $$@.tmp && mv $$@.tmp $$@
$$($(1)_TESTS): $$(filter-out %_main.o,$$($(1)_OBJECTS)) $$(if $$(filter musl,$$(MODE)),$$(patsubst %.c,$(OWN)/%.o,$(5)))
$$($(1)_TESTS): OWN_LIBS := $(3:%=-l%)
else
OWN_MISSING += $(1).missing
.PHONY: $(1).missing
$(1).missing:
	@echo 'make: $(1) is not built: $$($(1)_MISSING) is missing; Debian: apt-get install $(4)' >&2
endif
endef

$(OWN)/libconf.a: $(patsubst %.c,$(OWN)/%.o,$(OWN_CONF))
	@rm -f $@
	$(call show,AR,$@)$(call tool,ar) rcs $@ $^

ifeq ($(MODE),musl)
$(OWN)/%.o: %.c Makefile
	@mkdir -p $(@D)
	$(call show,CC,$<)$(CC) $(STD) $(WARN) $(FLAGS_fast) $(CFLAGS) -MMD -MP -c -o $@ $<
endif

$(eval $(call own_program,ctinit-web,init/web,microhttpd jansson,libmicrohttpd-dev libjansson-dev,init/client/client.c init/client/counts.c init/client/places.c))
# It asks supervisor/ for the stop time.
$(eval $(call own_program,ctinit-convert,init/convert,yaml ev m,libyaml-dev libev-dev,$(call sources,supervisor)))

# The page is in the program.
$(OWN)/init/web/page_files.o: $(wildcard init/web/page/*)

# A test whose program cannot be built here is not built either.
UNIT := $(filter-out $(foreach r,$(OWN_ROOMS),$(OUT)/tests/unit/$(r)/%),$(UNIT)) $(OWN_TESTS)
ifeq ($(MODE),musl)
$(OWN_TESTS): $(OWN)/%: $(OWN)/%.o $(OWN)/libconf.a
	$(call show,LD,$@)$(CC) $(FLAGS_fast) -Wl,--gc-sections -o $@ $(filter %.o,$^) $(filter %.a,$^) -Wl,-Bstatic $(OWN_LIBS) -linih -Wl,-Bdynamic -lcmocka
endif
