/* conf/lang/value.h - the value of a key, parsed from its words.
 *
 * Layer:  conf/lang, pure.
 * Errors: -EINVAL with "= READ: expected ..." in *err; *ret is then undefined. */
#ifndef CONF_LANG_VALUE_H
#define CONF_LANG_VALUE_H

#include "conf/base/text.h"
#include "conf/lang/keys.h"
#include "conf/lang/probe_syntax.h"

/* The value of a key. Its kind says which of the fields are filled. */
struct conf_codes {        /* success: exit codes and signals that count */
	uint32_t exits[8]; /* bit N: exit code N */
	uint64_t signals;  /* bit N-1: signal N */
};
struct conf_stop { /* one step of stop-signal */
	int signal;
	msec wait; /* -1: not written, stop-timeout applies */
};
#define CONF_STOPS_MAX 8
enum conf_stdio_kind { STDIO_NULL, STDIO_INHERIT, STDIO_LOG, STDIO_FILE, STDIO_PIPE };
struct conf_value {
	bool set;        /* false: the table's default */
	int64_t number;  /* BOOL COUNT MSEC SIZE MODE SIGNED CHOICE; READY, STDIO: the kind;
			      * LIMIT: soft; -1 is unlimited */
	int64_t number2; /* LIMIT: hard; READY_FD: the descriptor; READY_ALIVE: msec */
	const char
		*text; /* TEXT; the text behind the colon of READY and STDIO; NULL: empty */
	char *const *words; /* WORDS and LIST: NULL-terminated; never NULL */
	size_t word_count;
	struct conf_codes codes;                /* CODES */
	struct conf_stop stops[CONF_STOPS_MAX]; /* STOPS */
	size_t stop_count;
};

int value_parse(enum conf_key key, char *const *words, size_t count, struct conf_value *ret,
		struct text *err);

#endif
