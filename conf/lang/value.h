/* conf/lang/value.h - parses words into the value of a key, as the key's row says.
 *
 * Layer:  conf/lang. Pure.
 * Memory: the words and texts of a value point into the words that were parsed. */
#ifndef CONF_LANG_VALUE_H
#define CONF_LANG_VALUE_H

#include "conf/base/text.h"
#include "conf/lang/keys.h"
#include "conf/lang/probe_syntax.h"

/* The exit codes and signals of `success`. */
struct conf_codes {
	uint32_t exits[8]; /* 256 bits: bit N % 32 of exits[N / 32] is exit code N */
	uint64_t signals;  /* bit N - 1 is signal N */
};
/* One step of stop-signal: the signal, and how long we wait for the end of the service. */
struct conf_stop {
	int signal;
	msec wait; /* -1: not written, so stop-timeout applies */
};
#define CONF_STOPS_MAX 8
/* In the order of the choices of stdin, stdout and stderr. */
enum conf_stdio_kind { STDIO_NULL, STDIO_INHERIT, STDIO_LOG, STDIO_FILE, STDIO_PIPE };

/* The value of a key. The kind of the key (enum conf_kind) says which members are filled.
 * The words always are, except those of a default of another kind than LIST and STOPS. */
struct conf_value {
	bool set; /* the value was written; false: it is the default */
	/* The value of BOOL, COUNT, SIGNED, MSEC, SIZE and MODE; the index of a CHOICE;
	 * an enum conf_ready_kind or conf_stdio_kind; the soft limit of LIMIT (-1:
	 * unlimited). A word in place of a number ("auto") is -1. */
	int64_t number;
	int64_t number2; /* the hard limit; the descriptor of fd:N; the msec of alive:TIME */
	/* The word of TEXT; for choices that are the front of a value, the text after it.
	 * NULL: there is none. */
	const char *text;
	char *const *words; /* NULL-terminated; never NULL */
	size_t word_count;
	struct conf_codes codes;
	struct conf_stop stops[CONF_STOPS_MAX];
	size_t stop_count;
};

/* Parses and checks the words of a value. Returns 0, or -EINVAL with the reason in *err,
 * which follows the name of the key: "= 10x: expected a duration ..." or "is empty". *ret
 * is then undefined. */
int value_parse(enum conf_key key, char *const *words, size_t count, struct conf_value *ret,
		struct text *err);

#endif
