/* conf/conf.h - loads svc.ini into a const struct conf, and answers questions about it.
 *
 * Layer:   the face of conf, for the rooms above it (docs/dev/rooms.tsv). Only
 *          conf_load() opens files and directories.
 * Units:   msec for time, bytes for sizes.
 * Errors:  a load collects the errors of all files as struct conf_diag. Start nothing if
 *          conf_errors() > 0. Nothing here exits or aborts; out of memory is an error.
 * Memory:  one arena for each struct conf; all pointers live until conf_free().
 * Source:  docs/svc.ini.5.scd.
 *
 * A section keeps only the values that are written in it. A value is looked up in the
 * section, then in [defaults] (for services, and for some keys of setups), then in the
 * table of keys. So a thousand services that set two keys each need memory for two
 * thousand values. */
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
	const char *file; /* the path as it was given; NULL: a --set or the command line */
	int line;         /* from 1; 0: not about a single line */
	bool warning;     /* false: an error */
	const char *text; /* one line: the section and the key, if known, and the reason */
};

struct conf_source {
	const char *path; /* for messages. Paths in [include] begin at its directory */
	FILE *file;       /* conf_load() closes it in any case. NULL: it opens `path` */
	/* Opens `path`, or an included file. Returns NULL and sets errno if that fails
	 * (EOPNOTSUPP: a wrong kind of file; ENODATA: a pipe without a writer). NULL:
	 * conf_load() uses fopen(path, "re"). */
	FILE *(*open)(const char *path, bool included);
	char *const *environment; /* for ${} that is expanded at load; NULL: no variables */
	const char *const
		*sets; /* --set SECTION.KEY=VALUE, in order; NULL-terminated or NULL */
	/* The text was written by conf_print() for the init. It has no [include], and
	 * each ${} that is expanded at load has been expanded. */
	bool serialized;
};

/* Loads a configuration. Returns 0, -EINVAL if there are errors, or -ENOMEM. *ret has the
 * diagnostics, and the caller frees it in any case; it is NULL only without memory. */
int conf_load(const struct conf_source *source, struct conf **ret);

/* Makes the configuration for `run -- CMD`, with one service: [service:main] with command,
 * main = yes, restart = never and stdin, stdout and stderr = inherit. `base`, which may be
 * NULL, gives [container], [init] and [defaults], without the keys that name, prepare,
 * check or order services. Its services and setups are left out. argv is copied. Returns
 * as conf_load(). */
int conf_load_command(const struct conf *base, char *const *argv, struct conf **ret);

/* Makes the configuration for `run FILE WORD...` from that of the file, which is not
 * changed. There is at least one word. If it begins with a hyphen, the words are options
 * for the main service. Otherwise they are a command. [init] arguments says whether it
 * replaces the services and runs after the setups (*ret_instead is true), runs beside the
 * services, or is refused, as options then are too. Returns 0, -EINVAL or -ENOMEM. After
 * -EINVAL either *err has the reason and *ret is not set, or *err is empty and the
 * diagnostics of *ret have it. After -ENOMEM *ret may be NULL. The caller frees *ret. */
int conf_load_arguments(const struct conf *base, char *const *words, struct conf **ret,
			bool *ret_instead, struct text *err);

/* Frees all memory of the configuration. NULL is allowed. */
void conf_free(struct conf *conf);

/* Returns the number of errors, without the warnings. */
size_t conf_errors(const struct conf *conf);
/* Returns the stored errors and warnings, in the order in which they were found. */
const struct conf_diag *conf_diags(const struct conf *conf, size_t *ret_count);
/* Prints errors and warnings, one line each: "svc.ini:12: [service:web] ...". Those that
 * are not about one line of a file begin with "ctinit: ". The last line counts those that
 * were not stored, if there are any. */
void conf_print_diags(const struct conf *conf, FILE *out);
/* Writes one diagnostic as such a line into out[size], without the "ctinit: " and the
 * newline. `size` must be at least 8. */
void conf_diag_line(const struct conf_diag *diag, char *out, size_t size);

/* Prints the configuration as one INI file. For `check --print`, with `origins`, a comment
 * before each value names its file and line, or --set. For the init, without `origins`,
 * only the values that are expanded at a start have a comment (CONF_ORIGIN), because only
 * they can cause messages later. */
void conf_print(const struct conf *conf, FILE *out, bool origins);

/* Returns the paths of the files that were read or could not be opened. The first one
 * includes the others. In a serialized configuration the others are those that its comments
 * name. */
const char *const *conf_files(const struct conf *conf, size_t *ret_count);

/* Return the sections. Services are in the order of the files, without those with enabled
 * = no. A service with `instances` has a section for each instance, side by side: web@1,
 * web@2. */
const struct conf_section *conf_init(const struct conf *conf); /* never NULL */
const struct conf_section *
conf_container(const struct conf *conf);                           /* NULL: there is none */
const struct conf_section *conf_defaults(const struct conf *conf); /* never NULL */
size_t conf_service_count(const struct conf *conf);
const struct conf_section *conf_service(const struct conf *conf, size_t i);
/* Return the sections [setup:NAME], in the order of the files. Setups have the service
 * keys with flag U (keys.def). type is task, and all other keys have the defaults of a
 * task. */
size_t conf_setup_count(const struct conf *conf);
const struct conf_section *conf_setup(const struct conf *conf, size_t i);

const char *conf_name(const struct conf_section *section);      /* "web", "web@2" */
const struct conf *conf_of(const struct conf_section *section); /* that contains it */
const char *conf_base_name(const struct conf_section *section); /* "web" */
/* Returns 2 for web@2, and 0 for a section that is not an instance. */
unsigned conf_instance(const struct conf_section *section);
bool conf_is_setup(const struct conf_section *section);
/* Returns true for instances = 0: the service is skipped. */
bool conf_has_no_instances(const struct conf_section *section);
/* Returns the index of the service with this name ("web", "web@2"), or -1 if no
 * enabled service has it. */
int conf_find_service(const struct conf *conf, const char *name);

/* The services that a word names: NAME (all its instances), NAME@N or @GROUP. */
struct conf_targets {
	uint32_t count;       /* 0: the service, or each one of the group, is disabled */
	uint32_t first;       /* if `list` is NULL: the indices are first, first + 1, ... */
	const uint32_t *list; /* the indices of the services of a group */
};
/* Returns false if there is no service or group with this name. */
bool conf_find_targets(const struct conf *conf, const char *word, struct conf_targets *ret);
/* Returns the index of the service if the name means exactly one, or -1. With instances = 1
 * NAME means NAME@1. */
int conf_find_target(const struct conf *conf, const char *name);
/* Returns the index of target `i`, which is less than `count`. */
uint32_t conf_target_at(const struct conf_targets *named, size_t i);

/* Returns the indices of the services that an edge key (needs, wants, after, before) of
 * service i names. Groups and instances are resolved, and each service is listed once.
 * Service i and its other instances are left out if [defaults] or a group names them. The
 * instances of one service share the array, which lies in the arena. It may be NULL if
 * *ret_count is 0. */
const uint32_t *conf_edges(const struct conf *conf, size_t i, enum conf_key key,
			   size_t *ret_count);

/* Returns the indices of the services of [init] start, which are started at boot: each
 * once, in the order of the files. `all` means the services with autostart. Services with
 * instances = 0 are included, because they are shown as skipped. */
const uint32_t *conf_start_list(const struct conf *conf, size_t *ret_count);

/* ---- other keys that name services ---- */

/* One signal and its action. The table has the signals of [init] signals and, unless they
 * are listed there, those with a default action: HUP reload, USR1 reopen, USR2 dump, and
 * TERM, INT, QUIT, PWR, RTMIN+3 and RTMIN+4 shutdown. All other signals do nothing. */
struct conf_signal {
	int signal;
	enum conf_signal_action action;
	int send;               /* forward: the signal that the services get */
	struct conf_targets to; /* forward: the services that get it */
};
const struct conf_signal *conf_signals(const struct conf *conf, size_t *ret_count);

/* Returns the index of SERVICE if stdout or stderr (`key`) is pipe:SERVICE, or -1. All
 * services that write to SERVICE share one pipe. */
int conf_pipe(const struct conf_section *section, enum conf_key key);
/* Returns true if another service writes to this one, so that its stdin is a pipe. */
bool conf_reads_pipe(const struct conf_section *section);
/* Returns true if a service has terminal = yes or stdin = inherit. */
bool conf_wants_terminal(const struct conf *conf);
/* Returns the index of SERVICE for on-failed = start:SERVICE. Returns -1 if the key has
 * another value, or one that is known only at the start. */
int conf_on_failed(const struct conf_section *section);

/* ---- two configurations ---- */

enum conf_change {
	CONF_SAME,
	CONF_LIVE, /* only keys differ that a reload applies without a restart */
	CONF_OTHER /* a restart is needed */
};
/* Compares two sections, with the entries that they inherit from [defaults], entry by
 * entry: the words, or the text of an entry that is expanded at a start. The key
 * `instances` is ignored: the caller finds new and removed instances by their names. */
enum conf_change conf_diff(const struct conf_section *old, const struct conf_section *now);
/* Compares in the same way. Writes the keys whose values differ into ret_keys, at most
 * `max` of them. Returns the number of all keys that differ, which may be more. The
 * sections may be [init] and [container] too. NULL is a section without values. */
size_t conf_diff_keys(const struct conf_section *old, const struct conf_section *now,
		      enum conf_key *ret_keys, size_t max);

#endif
