/* conf/lang/keys.h - declares the table of keys; keys.def has its rows.
 *
 * Layer: conf/lang. Pure, except that conf_keys_print() writes to a FILE.
 *
 * Parsing, ranges, defaults, `ctinit check`, `ctinit keys` and the KEYS part of
 * svc.ini(5) walk this table, so none of them changes for a new key.
 * docs/CONTRIBUTING.md ("A new key") lists the other places: the code that reads the key by
 * its getter, tests and NEWS.md. Words with a syntax of their own need a rule in
 * conf/lang/validate.c, and a path that ctinit opens needs a row in
 * supervisor/path/uses.def. */
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

/* The kind of a value. Every value is split into words. WORDS, LIST, CODES and STOPS take
 * any number of them, the other kinds take one. READY also takes exec:PROGRAM with its
 * arguments after it. */
enum conf_kind {
	KIND_TEXT,  /* one word */
	KIND_WORDS, /* a command: words */
	KIND_LIST,  /* words */
	KIND_BOOL,
	KIND_COUNT,  /* a number from 0 */
	KIND_SIGNED, /* a number that may be negative */
	KIND_MSEC,   /* a duration, in milliseconds */
	KIND_SIZE,   /* a number of bytes */
	KIND_MODE,   /* an octal file mode */
	KIND_CHOICE, /* one of the choices; its number is the index in `choices` */
	KIND_CODES,  /* exit codes and signals that count as success */
	KIND_STOPS,  /* signals with the time to wait after each */
	KIND_READY,  /* a probe; its number is an enum conf_ready_kind */
	KIND_STDIO,  /* a stream; its number is an enum conf_stdio_kind */
	KIND_LIMIT   /* SOFT or SOFT:HARD, each a number, a size or unlimited */
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
	bool accumulates;       /* all entries add up, those of [defaults] too */
	bool expanded_at_start; /* ${} is expanded at each start, not at load */
	bool in_defaults;       /* is allowed in [defaults] */
	bool in_setup;          /* is allowed in [setup:NAME] */
	bool for_setup;         /* setups inherit it from [defaults] too */
	bool live;              /* a reload applies it without a restart of the service */
	unsigned since; /* 0: it works; otherwise the milestone that will bring it */
	/* NULL-terminated; NULL: none. For CHOICE, READY and STDIO: the words that a
	 * value may be. The index is the enum value. A word that ends in ':' or '/' is
	 * only the front of the value, and "-" keeps an index free. For COUNT, MSEC and
	 * SIZE: a word that is allowed in place of a number and has the number -1. For
	 * TEXT: for messages only. */
	const char *const *choices;
	const char *def;       /* as the user would write it; "" is none; NULL: required */
	const char *min, *max; /* as the user would write them; NULL: no bound */
	const char *example;   /* a value, for messages and the manual */
	const char *doc;       /* the text of the manual */
};

/* The numbers of most keys of kind CHOICE, in the order of their choices in keys.def. Those
 * of log-time are in conf/base/timestamp.h, those of on-unhealthy in
 * supervisor/core/policy.h; log-full has no names for them. */
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

const struct conf_key_info *conf_key_info(enum conf_key key); /* never NULL */
/* Returns the milestone that will bring this word as a value of a supported key, or 0 if
 * the word works now or never will. */
unsigned conf_value_since(enum conf_key key, const char *word);
/* Returns true if the choice works in this version, or if its key does not work yet. */
bool value_is_supported(const struct conf_key_info *info, const char *choice);
/* For unit tests only: makes a load accept keys and values that are not implemented yet. A
 * program that runs services must not call it. */
void conf_accept_unimplemented(bool all);
bool conf_accepts_unimplemented(void);
/* Returns true if a section of this kind may contain the key. */
bool conf_key_allowed(enum conf_section_kind section, enum conf_key key);
/* Returns true if the key is one of `keys`. */
bool conf_key_is_one_of(enum conf_key key, const enum conf_key *keys, size_t count);
/* Returns the key with this name, or CONF_KEY_COUNT if this kind of section has none. */
enum conf_key conf_key_find(enum conf_section_kind section, const char *name);
/* Prints all keys that work: for people (`ctinit keys`), or with `manual` as scdoc text for
 * svc.ini(5). */
void conf_keys_print(FILE *out, bool manual);

#endif
