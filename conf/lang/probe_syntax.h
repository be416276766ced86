/* conf/lang/probe_syntax.h - parses the probes of ready, health and wait-for, such as
 * tcp:HOST:PORT.
 *
 * Layer: conf/lang. Pure. */
#ifndef CONF_LANG_PROBE_SYNTAX_H
#define CONF_LANG_PROBE_SYNTAX_H

#include <stdbool.h>

/* The kinds of `ready`, in the order of its choices. `health` and `wait-for` have some of
 * them; `health` has `none` instead of READY_START. */
enum conf_ready_kind {
	READY_START,
	READY_ALIVE,
	READY_NOTIFY,
	READY_FD,
	READY_TCP,
	READY_UNIX,
	READY_HTTP,
	READY_FILE,
	READY_EXEC,
	READY_LOG
};

/* Returns true if `rest`, the text after "tcp:", "http://" and so on, is valid. */
bool probe_is_valid(enum conf_ready_kind kind, const char *rest);

/* Splits one word of `wait-for` into its kind (READY_TCP, _UNIX, _HTTP, _FILE or _EXEC) and
 * the text after it. The words after exec:PROGRAM are its arguments. Returns false if the
 * word is not a probe, which cannot happen for a loaded value. */
bool conf_wait_for(const char *word, enum conf_ready_kind *ret_kind, const char **ret_rest);

#endif
