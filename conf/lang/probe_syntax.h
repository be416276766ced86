/* conf/lang/probe_syntax.h - tcp:HOST:PORT, http://..., file:/PATH: what ready, health and
 * wait-for ask. Pure. */
#ifndef CONF_LANG_PROBE_SYNTAX_H
#define CONF_LANG_PROBE_SYNTAX_H

#include <stdbool.h>

/* The kinds of `ready`; some of them are also kinds of `health` and `wait-for`. */
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

/* Returns true if `rest`, the text behind the colon, is well formed for this kind. */
bool probe_is_valid(enum conf_ready_kind kind, const char *rest);

/* Splits one word of wait-for into READY_TCP, _UNIX, _HTTP, _FILE or _EXEC and the text
 * behind it. The words after an exec: one are its arguments. Returns false for other
 * words, which no loaded value has. */
bool conf_wait_for(const char *word, enum conf_ready_kind *ret_kind, const char **ret_rest);

#endif
