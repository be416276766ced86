/* conf/conf.h - the face of conf: loads svc.ini into a const struct conf.
 *
 * Layer:   conf. Reads FILE*s and touches nothing else of the system.
 * Units:   msec for time, bytes for sizes.
 * Errors:  all errors of all files are collected as struct conf_diag in one run. Start
 *          nothing if conf_errors() > 0. Nothing here exits or aborts; out of memory is
 *          an error.
 * Memory:  one arena for each struct conf; all pointers live until conf_free().
 * Source:  docs/svc.ini.5.scd.
 *
 * A section keeps only the values that are written in it. A value is looked up in the
 * section, then in [defaults] (for services), then in the table of keys. So a thousand
 * services that set two keys cost a thousand times two values. */
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
	const char *file; /* as the user would open it; NULL: not about a file (--set) */
	int line;         /* from 1; 0: the whole file */
	bool warning;     /* false: an error */
	const char *text; /* one line: section, key, the value, the reason */
};

struct conf_source {
	const char *path; /* for messages, and the base of paths in [include] */
	FILE *file;       /* NULL: open(path). conf_load() closes it in any case */
	/* Opens FILE and the files of [include]; returns NULL with errno. NULL: fopen(path,
	 * "re"). */
	FILE *(*open)(const char *path, bool included);
	char *const *environment; /* load-time ${}; NULL: none */
	const char *const
		*sets;   /* --set SECTION.KEY=VALUE, in order; NULL-terminated or NULL */
	bool serialized; /* written by conf_print for the init: load-time ${} is resolved,
			  * no [include], nothing is expanded at load */
};

/* Always gives a struct conf (NULL only without memory), with the diagnostics in it.
 * Returns 0, -EINVAL when there are errors, or -ENOMEM. */
int conf_load(const struct conf_source *source, struct conf **ret);

/* Makes the configuration of one service for `run -- CMD`: [service:main] with command,
 * main = yes, restart = never, stdin = stdout = stderr = inherit. `base` (may be NULL)
 * gives [container], [init] and, of [defaults], the environment, user, limits and stop
 * keys; its services and setups are left out. argv is copied. */
int conf_load_command(const struct conf *base, char *const *argv, struct conf **ret);

/* Makes the configuration of `run FILE WORD...`. [init] arguments and the first word decide
 * what the words are. If it begins with a hyphen, they are options for the main service.
 * Otherwise they are a command that replaces the services (*ret_instead) but runs after the
 * setups, or one that runs beside them. Returns 0, -ENOMEM, or -EINVAL with the reason in
 * *err or, if that is empty, in the diagnostics of *ret. `base` is not changed. */
int conf_load_arguments(const struct conf *base, char *const *words, struct conf **ret,
			bool *ret_instead, struct text *err);

void conf_free(struct conf *conf); /* NULL is allowed */

size_t conf_errors(const struct conf *conf);
const struct conf_diag *conf_diags(const struct conf *conf, size_t *ret_count);
/* Prints errors and warnings, one line each: "svc.ini:12: [service:web] ...". */
void conf_print_diags(const struct conf *conf, FILE *out);
/* Writes one diagnostic as such a line, without the newline. */
void conf_diag_line(const struct conf_diag *diag, char *out, size_t size);

/* Prints the configuration as one INI file, for the init and for `check --print`. With
 * `origins` a comment names the file and line of each value, for people. Without, only
 * values that are expanded at a start have one, for the messages of the init. */
void conf_print(const struct conf *conf, FILE *out, bool origins);

/* The files that were read, by the names they were given; the first one includes the
 * others. */
const char *const *conf_files(const struct conf *conf, size_t *ret_count);

/* The sections. Services are in file order, only enabled ones. A service with `instances`
 * is a section for each instance, next to one another: web@1, web@2. */
const struct conf_section *conf_init(const struct conf *conf);      /* never NULL */
const struct conf_section *conf_container(const struct conf *conf); /* NULL: not written */
const struct conf_section *conf_defaults(const struct conf *conf);  /* never NULL */
size_t conf_service_count(const struct conf *conf);
const struct conf_section *conf_service(const struct conf *conf, size_t i);
/* [setup:NAME], in file order. Setups have the service keys with flag U; all other keys
 * have their defaults (type: task). */
size_t conf_setup_count(const struct conf *conf);
const struct conf_section *conf_setup(const struct conf *conf, size_t i);

const char *conf_name(const struct conf_section *section);      /* "web", "web@2" */
const struct conf *conf_of(const struct conf_section *section); /* the section belongs to */
const char *conf_base_name(const struct conf_section *section); /* "web" */
unsigned
conf_instance(const struct conf_section *section); /* 2 for web@2; 0: not an instance */
bool conf_is_setup(const struct conf_section *section);
bool conf_has_no_instances(
	const struct conf_section *section); /* instances = 0: it is skipped */
/* Returns the index of the service of that name ("web", "web@2"), or -1. */
int conf_find_service(const struct conf *conf, const char *name);

/* The services that a word names: NAME (all its instances), NAME@N or @GROUP. */
struct conf_targets {
	uint32_t count;       /* 0: the service, or all of the group, is disabled */
	uint32_t first;       /* without a list: first, first + 1, ... */
	const uint32_t *list; /* of a group */
};
bool conf_find_targets(const struct conf *conf, const char *word, struct conf_targets *ret);
/* Returns the index of the only service that a name means, or -1 for none or several. With
 * instances = 1, NAME means NAME@1. */
int conf_find_target(const struct conf *conf, const char *name);
uint32_t conf_target_at(const struct conf_targets *named,
			size_t i); /* index of a service */

/* Returns the indices of the services that an edge key (needs, wants, after, before) of
 * service i names. Groups and instances are resolved, each service is there once, and
 * service i itself is left out if [defaults] or a group names it. The indices lie in the
 * arena; instances of one service share them. */
const uint32_t *conf_edges(const struct conf *conf, size_t i, enum conf_key key,
			   size_t *ret_count);

/* Returns the indices of the services that are started at boot: [init] start, resolved,
 * each once, in file order. `all` means those with autostart. Services with instances = 0
 * are included, to be shown as skipped. */
const uint32_t *conf_start_list(const struct conf *conf, size_t *ret_count);

/* ---- what names services elsewhere ---- */

/* The actions of [init] signals and, for signals that are not listed there, the defaults:
 * HUP reload, USR1 reopen, USR2 dump; TERM INT QUIT PWR RTMIN+3 RTMIN+4 shutdown. The table
 * has no other signals. */
struct conf_signal {
	int signal;
	enum conf_signal_action action;
	int send;               /* FORWARD: the signal that the services get */
	struct conf_targets to; /* FORWARD */
};
const struct conf_signal *conf_signals(const struct conf *conf, size_t *ret_count);

/* Returns the index of the reader for stdout or stderr = pipe:SERVICE, or -1. All writers
 * of a reader share one pipe. */
int conf_pipe(const struct conf_section *section, enum conf_key key);
/* Returns true if the section's stdin is such a pipe. */
bool conf_reads_pipe(const struct conf_section *section);
/* Returns true if a service has terminal = yes or stdin = inherit. */
bool conf_wants_terminal(const struct conf *conf);
/* Returns the index of the service for on-failed = start:SERVICE; -1: none, or not known
 * before the start. */
int conf_on_failed(const struct conf_section *section);

/* ---- two configurations ---- */

enum conf_change {
	CONF_SAME,
	CONF_LIVE, /* only keys that a reload applies without a restart */
	CONF_OTHER
};
/* Compares the sections as they are written, including [defaults]. `instances` is ignored:
 * services that were added or removed are found by their names. */
enum conf_change conf_diff(const struct conf_section *old, const struct conf_section *now);
/* Writes the keys whose values differ, at most `max`, into ret_keys and returns their
 * number. [init] and [container] are allowed too; NULL is a section without values. */
size_t conf_diff_keys(const struct conf_section *old, const struct conf_section *now,
		      enum conf_key *ret_keys, size_t max);

#endif
