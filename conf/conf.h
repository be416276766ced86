/* conf/conf.h - loads svc.ini into a const `struct conf` and returns its values.
 *
 * Layer:   the public header of conf (docs/dev/rooms.tsv). Only conf_load() opens files and
 *          directories.
 * Units:   msec for time, bytes for sizes.
 * Errors:  a load collects the errors of all files as struct conf_diag. Do not start
 *          services if conf_errors() > 0. Nothing here exits or aborts.
 * Memory:  one arena for each struct conf; all pointers live until conf_free().
 * Source:  docs/svc.ini.5.scd.
 *
 * A section stores only its own values. Lookups try the section, then [defaults] (for
 * services, and for some keys of setups), then the default in keys.def. */
#ifndef CONF_CONF_H
#define CONF_CONF_H

#include "conf/base/base.h"
#include "conf/base/own_line.h"
#include "conf/conf_values.h"
#include "conf/lang/keys.h"
#include "conf/lang/signal_action.h"

#include <stdbool.h>
#include <stdio.h>

struct conf;
struct conf_section;

struct conf_diag {
	const char *file; /* NULL for --set and the command line */
	int line;         /* starts at 1; 0 if no single line is at fault */
	bool warning;     /* false for an error */
	const char *text; /* a message of one line: the section, the key and the reason */
};

struct conf_source {
	/* Messages name it. The relative paths of its [include] start in its directory. */
	const char *path;
	FILE *file;   /* conf_load() closes it; if NULL, it opens `path` */
	bool no_file; /* there is nothing to read: `path` is only a name for messages */
	/* Opens `path`, or an included file. On failure returns NULL and sets errno.
	 * EOPNOTSUPP means a wrong file type, and ENODATA a pipe without a writer. If NULL,
	 * conf_load() uses fopen(path, "re"). */
	FILE *(*open)(const char *path, bool included);
	char *const *environment; /* variables for ${} at load; NULL if none */
	/* The --set options, SECTION.KEY=VALUE, in order. NULL-terminated; may be NULL. */
	const char *const *sets;
	/* Set if conf_print() wrote the text for the init. It has no [include], and ${}
	 * that is expanded at load is already expanded. */
	bool serialized;
};

/* Loads a configuration. Returns 0, -EINVAL if there are errors, or -ENOMEM. *ret has the
 * diagnostics; after -ENOMEM it may be NULL. The caller frees it with conf_free() in all
 * cases. */
int conf_load(const struct conf_source *source, struct conf **ret);

/* Makes the configuration for `run -- CMD`, with one service: [service:main] with command =
 * argv, main = yes, restart = never, and inherit for stdin, stdout and stderr. [container],
 * [init] and [defaults] come from `base`, which may be NULL. Leaves out the services and
 * setups of `base`, and its keys that name, prepare, check or order services. Copies argv,
 * which is NULL-terminated. Returns what conf_load() returns. */
int conf_load_command(const struct conf *base, char *const *argv, struct conf **ret);

/* Makes the configuration for `run FILE WORD...` from `base`, the configuration of FILE.
 * `words` is NULL-terminated and has at least one word. If the first word begins with a
 * hyphen, the words are options for the main service; otherwise they are a command. [init]
 * arguments decides whether the command replaces the services and runs after the setups
 * (*ret_instead is true), runs beside the services, or is refused. A refusal applies to
 * options too. Returns 0, -EINVAL or -ENOMEM. After -EINVAL either *err has the reason and
 * *ret is unchanged, or *err is empty and *ret has the diagnostics. After -ENOMEM *ret may
 * be NULL. The caller frees *ret if it was set. */
int conf_load_arguments(const struct conf *base, char *const *words, struct conf **ret,
			bool *ret_instead, struct text *err);

/* Frees the configuration. `conf` may be NULL. */
void conf_free(struct conf *conf);

/* Returns the number of errors, also of those that were not stored. Warnings do not
 * count. */
size_t conf_errors(const struct conf *conf);
/* Returns the stored errors and warnings in the order they were found. */
const struct conf_diag *conf_diags(const struct conf *conf, size_t *ret_count);
/* Prints errors and warnings, one per line: "svc.ini:12: [service:web] ...". A line without
 * a line number begins with "ctinit: ". Escapes control characters. If some were not
 * stored, the last line says how many. */
void conf_print_diags(const struct conf *conf, FILE *out);
/* Writes one diagnostic into out[size] as conf_print_diags() prints it, but without the
 * "ctinit: " and the newline. Cuts a text that does not fit and ends it with "...". `size`
 * must be at least 8. */
void conf_diag_line(const struct conf_diag *diag, char *out, size_t size);

/* Prints the configuration as one INI file. With `origins` (`check --print`), a comment
 * before each value names its file and line, or --set. Without `origins` (for the init), a
 * CONF_ORIGIN comment follows each value that comes from a file and is expanded at start,
 * because messages about that value name its file and line. */
void conf_print(const struct conf *conf, FILE *out, bool origins);

/* Returns the paths of the files that were read or could not be opened. The first one is
 * the main file, and the others are included. For a serialized configuration the others are
 * those of its CONF_ORIGIN comments. */
const char *const *conf_files(const struct conf *conf, size_t *ret_count);

/* Return the sections. Services are in file order; those with enabled = no are left out. A
 * service with `instances` has one section per instance, side by side: web@1, web@2. */
const struct conf_section *conf_init(const struct conf *conf); /* never NULL */
/* NULL if there is no [container]. */
const struct conf_section *conf_container(const struct conf *conf);
const struct conf_section *conf_defaults(const struct conf *conf); /* never NULL */
size_t conf_service_count(const struct conf *conf);
const struct conf_section *conf_service(const struct conf *conf, size_t i);
/* Return the [setup:NAME] sections in file order. Setups have the service keys with flag U
 * (keys.def). `type` is task, and other keys have the defaults of a task. */
size_t conf_setup_count(const struct conf *conf);
const struct conf_section *conf_setup(const struct conf *conf, size_t i);

const char *conf_name(const struct conf_section *section); /* "web", "web@2" */
/* Returns the configuration that contains the section. */
const struct conf *conf_of(const struct conf_section *section);
const char *conf_base_name(const struct conf_section *section); /* "web" */
/* Returns the number of an instance (2 for web@2), or 0 for any other section. */
unsigned conf_instance(const struct conf_section *section);
bool conf_is_setup(const struct conf_section *section);
/* Returns true if instances = 0. Such a service is skipped. */
bool conf_has_no_instances(const struct conf_section *section);
/* Returns the index of the service with this name ("web", "web@2"), or -1 if no enabled
 * service has it. */
int conf_find_service(const struct conf *conf, const char *name);

/* The services that NAME (all its instances), NAME@N or @GROUP refers to. */
struct conf_targets {
	uint32_t count;       /* 0 if all these services are disabled */
	uint32_t first;       /* if `list` is NULL: the first index; the others follow it */
	const uint32_t *list; /* for a group: the indices of its services */
};
/* Sets *ret to the services that NAME, NAME@N or @GROUP refers to. Returns false if there
 * is no such service, instance or group. */
bool conf_find_targets(const struct conf *conf, const char *word, struct conf_targets *ret);
/* Returns the index of the service, or -1 if the name refers to none or to several. With
 * instances = 1, NAME is the same as NAME@1. */
int conf_find_target(const struct conf *conf, const char *name);
/* Returns the index of target `i`. `i` must be less than `count`. */
uint32_t conf_target_at(const struct conf_targets *named, size_t i);

/* Returns the indices of the services that an edge key (needs, wants, after, before) of
 * service i lists. Groups and instances are resolved, and there are no duplicates. If the
 * names come from [defaults] or a group, service i and its other instances are left out.
 * The instances of one service share the array, which is in the arena. It may be NULL if
 * *ret_count is 0. Call it only after the load. */
const uint32_t *conf_edges(const struct conf *conf, size_t i, enum conf_key key,
			   size_t *ret_count);

/* Returns the indices of the services that [init] start lists, in file order, without
 * duplicates. `all` means the services with autostart. Services with instances = 0 are
 * included: they are shown as skipped. */
const uint32_t *conf_start_list(const struct conf *conf, size_t *ret_count);

/* ---- other keys that name services ---- */

/* One signal and its action. The table has the signals of [init] signals, and the defaults
 * of those that are not listed there: HUP reload, USR1 reopen, USR2 dump, and TERM, INT,
 * QUIT, PWR, RTMIN+3 and RTMIN+4 shutdown. All other signals are ignored. */
struct conf_signal {
	int signal;
	enum conf_signal_action action;
	int send;               /* for forward: the signal to send */
	struct conf_targets to; /* for forward: the services to send it to */
};
const struct conf_signal *conf_signals(const struct conf *conf, size_t *ret_count);

/* Returns the index of SERVICE if stdout or stderr (`key`) is pipe:SERVICE, otherwise -1.
 * All services that write to SERVICE share one pipe. */
int conf_pipe(const struct conf_section *section, enum conf_key key);
/* Returns true if another service writes to this one, so that its stdin is a pipe. */
bool conf_reads_pipe(const struct conf_section *section);
/* Returns true if a service has terminal = yes or stdin = inherit. A stdin that is known
 * only at start does not count. */
bool conf_wants_terminal(const struct conf *conf);
/* Returns the index of SERVICE for on-failed = start:SERVICE. Returns -1 for any other
 * value, and for a value that is not known before the start. */
int conf_on_failed(const struct conf_section *section);

/* ---- two configurations ---- */

enum conf_change {
	CONF_SAME,
	CONF_LIVE, /* all differences can be applied without a restart */
	CONF_OTHER /* some difference needs a restart */
};
/* Compares two sections of the same kind, with the entries that they inherit from
 * [defaults]. Neither may be NULL. Compares the words of each entry, or the unexpanded text
 * of a dynamic entry. Ignores the key `instances`: the caller finds new and removed
 * instances by their names. */
enum conf_change conf_diff(const struct conf_section *old, const struct conf_section *now);
/* Compares like conf_diff(). Stores the first `max` keys with different values in ret_keys.
 * Returns the number of all such keys, which may be more. The sections may also be [init]
 * or [container]. A NULL section has no values. */
size_t conf_diff_keys(const struct conf_section *old, const struct conf_section *now,
		      enum conf_key *ret_keys, size_t max);

#endif
