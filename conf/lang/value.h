/* conf/lang/value.h - parses the words of a key into its value, by the key's row in
 * keys.def.
 *
 * Layer:  conf/lang. Pure.
 * Memory: the words and texts of a value point into the parsed words. */
#ifndef CONF_LANG_VALUE_H
#define CONF_LANG_VALUE_H

#include "conf/base/text.h"
#include "conf/lang/keys.h"
#include "conf/lang/probe_syntax.h"

/* The exit codes and signals of `success`. */
struct conf_codes {
	/* a set of 256 bits: exits[N / 32] has bit N % 32 for exit code N */
	uint32_t exits[8];
	uint64_t signals; /* a set: bit N - 1 is signal N */
};
/* One step of stop-signal: the signal, and how long to wait after it. */
struct conf_stop {
	int signal;
	msec wait; /* -1 if not given: use stop-timeout */
};
#define CONF_STOPS_MAX 8
/* In the order of the choices of stdin, stdout and stderr. */
enum conf_stdio_kind { STDIO_NULL, STDIO_INHERIT, STDIO_LOG, STDIO_FILE, STDIO_PIPE };

/* The value of a key. Its kind (enum conf_kind) decides which members are set. The words
 * are always set, except for a default whose kind is not LIST or STOPS. */
struct conf_value {
	bool set; /* false if this is the default */
	/* The value of BOOL, COUNT, SIGNED, MSEC, SIZE and MODE; the index of a CHOICE; an
	 * enum conf_ready_kind or conf_stdio_kind; the soft limit of LIMIT (-1 if
	 * unlimited). A word instead of a number ("auto") is -1. */
	int64_t number;
	int64_t number2; /* the hard limit of LIMIT; N of fd:N; the time of alive:TIME */
	/* The word of TEXT; for a choice with a prefix, the text after the prefix. May be
	 * NULL. */
	const char *text;
	char *const *words; /* NULL-terminated; never NULL */
	size_t word_count;
	struct conf_codes codes;
	struct conf_stop stops[CONF_STOPS_MAX];
	size_t stop_count;
};

/* Parses and checks the words of a value. Returns 0, or -EINVAL with the reason in *err.
 * The reason continues the name of the key: "= 10x: expected a duration ..." or "is empty".
 * After an error *ret is undefined. */
int value_parse(enum conf_key key, char *const *words, size_t count, struct conf_value *ret,
		struct text *err);

#endif
