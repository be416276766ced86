/* conf/lang/keys.h - the keys of all sections as data: one row for each in keys.def.
 *
 * Parsing, ranges, defaults, `ctinit check`, `ctinit keys` and the KEYS part of
 * svc.ini(5) all walk this table. To add a key, add one row. */
#ifndef CONF_LANG_KEYS_H
#define CONF_LANG_KEYS_H

#include "conf/base/base.h"

#include <stdbool.h>
#include <stdio.h>

enum conf_section_kind {
	CONF_INCLUDE,
	CONF_DEFAULTS,
	CONF_INIT,
	CONF_CONTAINER,
	CONF_SETUP,
	CONF_SERVICE
};

/* The kind of a value. Every value is words; WORDS and LIST take any number of them, the
 * other kinds exactly one. */
enum conf_kind {
	KIND_TEXT,  /* one word */
	KIND_WORDS, /* a command: words */
	KIND_LIST,  /* words; marked * in the manual when entries add up */
	KIND_BOOL,
	KIND_COUNT,  /* 0 .. */
	KIND_SIGNED, /* nice, oom-score-adj */
	KIND_MSEC,
	KIND_SIZE,
	KIND_MODE,   /* octal */
	KIND_CHOICE, /* number = index in choices */
	KIND_CODES,  /* success */
	KIND_STOPS,  /* stop-signal */
	KIND_READY,  /* enum conf_ready_kind */
	KIND_STDIO,  /* enum conf_stdio_kind */
	KIND_LIMIT   /* soft[:hard], numbers, sizes or unlimited */
};

/* The id of a key is CONF_<SECTION>_<NAME>, upper case, with underscores:
 * CONF_SERVICE_STOP_TIMEOUT, CONF_CONTAINER_ROOTFS, CONF_INIT_SHUTDOWN_TIMEOUT. The keys of
 * [setup] and [defaults] are service keys and have no ids of their own. */
enum conf_key {
#define KEY(id, ...) CONF_##id,
#include "conf/lang/keys.def"
#undef KEY
	CONF_KEY_COUNT
};

struct conf_key_info {
	const char *name; /* "stop-timeout" */
	enum conf_section_kind section;
	enum conf_kind kind;
	bool accumulates; /* marked *: entries of several files and [defaults] add up */
	bool expanded_at_start; /* ${} is expanded at each start, not at load */
	bool in_defaults;       /* is allowed in [defaults] */
	bool in_setup;          /* is allowed in [setup:NAME] */
	bool for_setup;         /* setups inherit it from [defaults] too */
	bool live;              /* a reload applies it without a restart of the service */
	unsigned since;         /* 0: works; else the milestone that will bring it */
	/* The words of CHOICE, READY and STDIO, NULL-terminated; the index is the enum
	 * value. A word that ends in ':' or '/' is the front of the value; "-" is not
	 * available. For COUNT, MSEC, SIZE and TEXT: words that are allowed beside the
	 * others; the first is the number -1. */
	const char *const *choices;
	const char *def;       /* as the user would write it; "" is none; NULL: required */
	const char *min, *max; /* as written; NULL: no bound */
	const char *eg;        /* an example, for messages and the manual */
	const char *doc;       /* one or two sentences */
};

/* The numbers of the CHOICE keys, in the order of their choices. */
enum conf_type { TYPE_DAEMON, TYPE_TASK, TYPE_FORKING };
enum conf_restart { RESTART_ALWAYS, RESTART_ON_FAILURE, RESTART_NEVER };
enum conf_on_failed { ON_FAILED_SHUTDOWN, ON_FAILED_IGNORE, ON_FAILED_START };
enum conf_when_need_restarts { NEED_RESTARTS_KEEP, NEED_RESTARTS_RESTART };
enum conf_kill { KILL_TREE, KILL_GROUP, KILL_MAIN };
enum conf_target { TARGET_MAIN, TARGET_GROUP, TARGET_TREE };
enum conf_arguments { ARGUMENTS_INSTEAD, ARGUMENTS_BESIDE, ARGUMENTS_ERROR };
enum conf_log_format { FORMAT_AUTO, FORMAT_PLAIN, FORMAT_PREFIX, FORMAT_JSON };
enum conf_mounts { MOUNTS_AUTO, MOUNTS_YES, MOUNTS_NO };
enum conf_verbosity { VERBOSITY_QUIET, VERBOSITY_NORMAL, VERBOSITY_VERBOSE };

const struct conf_key_info *conf_key_info(enum conf_key key);
/* Returns the milestone that will bring this word as a value of a supported key, or 0. */
unsigned conf_value_since(enum conf_key key, const char *word);
/* Returns true if the choice works in this version. */
bool value_is_supported(const struct conf_key_info *info, const char *choice);
/* For the tests of this room: unimplemented keys and values are accepted. Never set this in
 * a program that runs services. */
void conf_accept_unimplemented(bool all);
bool conf_accepts_unimplemented(void);
/* Returns true if a section of that kind may contain the key. */
bool conf_key_allowed(enum conf_section_kind section, enum conf_key key);
/* Returns true if the key is one of `keys`. */
bool conf_key_is_one_of(enum conf_key key, const enum conf_key *keys, size_t count);
/* Returns CONF_KEY_COUNT if that kind of section has no key of that name. */
enum conf_key conf_key_find(enum conf_section_kind section, const char *name);
/* Prints all keys: for people (`ctinit keys`), or with `manual` as scdoc text for
 * svc.ini(5). */
void conf_keys_print(FILE *out, bool manual);

#endif
