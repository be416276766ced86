/* conf/conf.h - the face of the room: svc.ini -> const struct conf.
 *
 * Layer:   conf. Reads FILE*s, touches nothing else of the system.
 * Units:   msec for time, bytes for sizes.
 * Errors:  everything wrong in all files is collected as struct conf_diag in one run;
 *          conf_errors() > 0 means: do not start anything.
 * Memory:  one arena a struct conf; all pointers handed out live until conf_free().
 *          conf_expand_value() and the words functions never allocate: they fill what the
 *          caller gives. Nothing here exits or aborts; out of memory is an error.
 * Source:  docs/svc.ini.5.scd; DESIGN 4.
 *
 * A section keeps only what was written in it: values are looked up as
 * own section -> [defaults] (services only) -> the table's default. So a thousand
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
	const char *text; /* one line: section, key, what was read, what is wanted */
};

struct conf_source {
	const char *path; /* for messages and as the base of [include] */
	FILE *file;       /* NULL: open(path). Closed by conf_load in any case */
	/* How FILE and [include] files are opened; NULL: fopen(path, "re"). errno on NULL. */
	FILE *(*open)(const char *path, bool included);
	char *const *environment; /* load-time ${}; NULL: none */
	const char *const
		*sets;   /* --set SECTION.KEY=VALUE, in order; NULL-terminated or NULL */
	bool serialized; /* written by conf_print for the init: load-time ${} is resolved,
			  * no [include], nothing is expanded at load */
};

/* Always gives a struct conf (NULL only without memory), with the diagnostics in it.
 * 0, or -EINVAL when there are errors, -ENOMEM. */
int conf_load(const struct conf_source *source, struct conf **ret);

/* A configuration of one service for `run -- CMD`: [service:main] with command, main =
 * yes, restart = never, stdin = stdout = stderr = inherit; `base` (may be NULL) gives
 * [container], [init] and of [defaults] the environment, user, limits and stop keys; its
 * services and setups are left out. argv is copied. */
int conf_load_command(const struct conf *base, char *const *argv, struct conf **ret);

/* `run FILE WORD...`: what the words after the file make of it, by [init] arguments and by
 * whether the first begins with a hyphen: options for the main service, a command in the
 * place of the services (*ret_instead) but behind the setups, or beside them. 0; -ENOMEM;
 * -EINVAL with the reason in *err, or, when that is empty, in the diagnostics of *ret.
 * `base` stays as it is. */
int conf_load_arguments(const struct conf *base, char *const *words, struct conf **ret,
			bool *ret_instead, struct text *err);

void conf_free(struct conf *conf); /* NULL is fine */

size_t conf_errors(const struct conf *conf);
const struct conf_diag *conf_diags(const struct conf *conf, size_t *ret_count);
/* "svc.ini:12: [service:web] ..." one a line, errors and warnings. */
void conf_print_diags(const struct conf *conf, FILE *out);
/* One of them as such a line, without newline. */
void conf_diag_line(const struct conf_diag *diag, char *out, size_t size);

/* What crosses to the inside and what `check --print` shows: one flat INI. `origins`:
 * with a comment that says which file and line set what, for people; without, only what is
 * expanded at a start has it, for the messages of the inside. */
void conf_print(const struct conf *conf, FILE *out, bool origins);

/* The files that were read, as they were named; the first is the one that includes others. */
const char *const *conf_files(const struct conf *conf, size_t *ret_count);

/* The sections. Services are in file order, only enabled ones; those with `instances`
 * written are a section each, next to one another: web@1, web@2. */
const struct conf_section *conf_init(const struct conf *conf);      /* never NULL */
const struct conf_section *conf_container(const struct conf *conf); /* NULL: none written */
const struct conf_section *conf_defaults(const struct conf *conf);  /* never NULL */
size_t conf_service_count(const struct conf *conf);
const struct conf_section *conf_service(const struct conf *conf, size_t i);
/* [setup:NAME], in file order. Their keys are those of services with the flag U; the
 * others have their defaults (type: task). */
size_t conf_setup_count(const struct conf *conf);
const struct conf_section *conf_setup(const struct conf *conf, size_t i);

const char *conf_name(const struct conf_section *section);      /* "web", "web@2" */
const struct conf *conf_of(const struct conf_section *section); /* it is a part of */
const char *conf_base_name(const struct conf_section *section); /* "web" */
unsigned conf_instance(const struct conf_section *section);     /* 2 of web@2; 0: not one */
bool conf_is_setup(const struct conf_section *section);
bool conf_has_no_instances(const struct conf_section *section); /* instances = 0: skipped */
/* The index of the one service of that name ("web", "web@2"), or -1. */
int conf_find_service(const struct conf *conf, const char *name);

/* What a word names: NAME (all its instances), NAME@N, @GROUP. */
struct conf_targets {
	uint32_t count;       /* 0: a name that is disabled, a group whose members are */
	uint32_t first;       /* without a list: first, first + 1, ... */
	const uint32_t *list; /* of a group */
};
bool conf_find_targets(const struct conf *conf, const char *word, struct conf_targets *ret);
/* The index of the only service that a name means: with instances = 1 NAME is NAME@1. -1:
 * none, or several. */
int conf_find_target(const struct conf *conf, const char *name);
uint32_t conf_target_at(const struct conf_targets *named, size_t i); /* a service's index */

/* The services that an edge key (needs, wants, after, before) of service i names: groups
 * and instances resolved, each once, itself left out where [defaults] or a group names
 * it. The indices lie in the arena; instances of one service share them. */
const uint32_t *conf_edges(const struct conf *conf, size_t i, enum conf_key key,
			   size_t *ret_count);

/* What starts by itself: [init] start, resolved, each once, in file order. Of `all` those
 * with autostart; conf_has_no_instances() ones too, to be shown as skipped. */
const uint32_t *conf_start_list(const struct conf *conf, size_t *ret_count);

/* ---- what names services elsewhere ---- */

/* [init] signals over what is not listed there: HUP reload, USR1 reopen, USR2 dump; TERM
 * INT QUIT PWR RTMIN+3 RTMIN+4 shutdown. Other signals are not in the table. */
struct conf_signal {
	int signal;
	enum conf_signal_action action;
	int send;               /* FORWARD: the signal they get */
	struct conf_targets to; /* FORWARD */
};
const struct conf_signal *conf_signals(const struct conf *conf, size_t *ret_count);

/* stdout or stderr = pipe:SERVICE: the reader's index; -1: no pipe. Any number of writers
 * share the one pipe to a reader. */
int conf_pipe(const struct conf_section *section, enum conf_key key);
/* Is the section's stdin such a pipe? */
bool conf_reads_pipe(const struct conf_section *section);
/* Does a service have terminal = yes or stdin = inherit? */
bool conf_wants_terminal(const struct conf *conf);
/* on-failed = start:SERVICE: its index; -1: none, or not known before the start. */
int conf_on_failed(const struct conf_section *section);

/* ---- two configurations ---- */

enum conf_change {
	CONF_SAME,
	CONF_LIVE, /* only keys that a reload applies without a restart */
	CONF_OTHER
};
/* Do the sections mean the same, [defaults] taken in, as written? `instances` is not
 * looked at: a service more or less is found by its name. */
enum conf_change conf_diff(const struct conf_section *old, const struct conf_section *now);
/* The keys whose values differ, at most `max` of them into ret_keys; how many there are.
 * For [init] and [container] too; NULL is a section in which nothing is written. */
size_t conf_diff_keys(const struct conf_section *old, const struct conf_section *now,
		      enum conf_key *ret_keys, size_t max);

#endif
