/* conf/lang/keys.h - declares the table of keys; keys.def has its rows.
 *
 * Layer: conf/lang. Pure, except that conf_keys_print() writes to a FILE.
 *
 * Parsing, ranges, defaults, `ctinit check`, `ctinit keys` and the KEYS part of svc.ini(5)
 * use this table, so a new key needs no change there. docs/CONTRIBUTING.md ("A new key")
 * lists the other places: the code that reads the key by its getter, tests and docs/NEWS.md.
 * Words with their own syntax need a rule in conf/lang/validate.c. A path that ctinit opens
 * needs a row in supervisor/path/uses.def. */
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

/* The kind of a value. Values are split into words. WORDS, LIST, CODES and STOPS take any
 * number of words, READY takes one or exec:PROGRAM ARG..., all others take one. */
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
	KIND_CHOICE, /* one of `choices`; the number is its index */
	KIND_CODES,  /* exit codes and signals that count as success */
	KIND_STOPS,  /* signals with the time to wait after each */
	KIND_READY,  /* a probe; the number is an enum conf_ready_kind */
	KIND_STDIO,  /* a stream; the number is an enum conf_stdio_kind */
	KIND_LIMIT   /* SOFT or SOFT:HARD, each a number, a size or unlimited */
};

/* The id of a key is CONF_<SECTION>_<NAME> in upper case with underscores, such as
 * CONF_SERVICE_STOP_TIMEOUT. The keys of [setup] and [defaults] are service keys and have
 * no ids of their own. */
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
	bool accumulates : 1;       /* entries add up, including those of [defaults] */
	bool expanded_at_start : 1; /* ${} is expanded at each start, not at load */
	bool in_defaults : 1;       /* allowed in [defaults] */
	bool in_setup : 1;          /* allowed in [setup:NAME] */
	bool for_setup : 1;         /* setups also inherit it from [defaults] */
	bool live : 1;              /* a reload applies it without a restart */
	unsigned since : 8; /* 0 if it works; otherwise the milestone that will add it */
	/* NULL-terminated; may be NULL. For CHOICE, READY and STDIO: the allowed words; the
	 * index is the enum value. A word that ends in ':' or '/' is a prefix of the value,
	 * and "-" reserves an index. For COUNT, MSEC and SIZE: a word that is allowed
	 * instead of a number; its number is -1. For TEXT: used only in messages. */
	const char *const *choices;
	const char *def;       /* as a user would write it; NULL if the key is required */
	const char *min, *max; /* as a user would write them; NULL if unlimited */
	const char *example;   /* an example value for messages and the manual */
	const char *doc;       /* the description in the manual; NULL if `since` is not 0 */
};

/* The values of most keys of kind CHOICE, in the order of their choices in keys.def.
 * conf/base/timestamp.h has those of log-time and supervisor/core/policy.h those of
 * on-unhealthy. The values of log-full have no enum. */
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
/* Returns the title of the key's group in the manual, such as "order", or NULL if its
 * section has no groups. */
const char *conf_key_group(enum conf_key key);
/* Returns the milestone that will add this word as a value of a supported key. Returns 0 if
 * the word works now or is not planned, and after conf_accept_unimplemented(true). */
unsigned conf_value_since(enum conf_key key, const char *word);
/* Returns true if this version supports the choice, or if it does not support the key at
 * all. "-", which only reserves an index, is never supported. `info` must be from
 * conf_key_info(). */
bool value_is_supported(const struct conf_key_info *info, const char *choice);
/* Accepts keys and values that are not implemented yet: for unit tests, and for manifests,
 * because an engine can set limits that ctinit cannot. A program that runs services must not
 * call it. */
void conf_accept_unimplemented(bool all);
bool conf_accepts_unimplemented(void);
/* Returns true if a section of this kind may contain the key. */
bool conf_key_allowed(enum conf_section_kind section, enum conf_key key);
/* Returns true if the key is one of `keys`. */
bool conf_key_is_one_of(enum conf_key key, const enum conf_key *keys, size_t count);
/* Returns the key with this name, or CONF_KEY_COUNT if sections of this kind have no such
 * key. */
enum conf_key conf_key_find(enum conf_section_kind section, const char *name);
/* Prints all supported keys: for people (`ctinit keys`), or with `manual` as scdoc text for
 * svc.ini(5). */
void conf_keys_print(FILE *out, bool manual);
/* Prints the keys with this name, of each section that has one. Returns false if there is no
 * such key. */
bool conf_keys_print_one(FILE *out, const char *name);

#endif
