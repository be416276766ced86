/* conf/conf.h - the face of the room: svc.ini -> const struct conf.
 *
 * Layer:   conf. Reads FILE*s, touches nothing else of the system.
 * Units:   msec for time, bytes for sizes.
 * Errors:  everything wrong in all files is collected as struct conf_diag in one run;
 *          conf_errors() > 0 means: do not start anything.
 * Memory:  one arena a struct conf; all pointers handed out live until conf_free().
 *          conf_eval() and the words functions never allocate: they fill what the
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
#include "conf/base/text.h"
#include "conf/lang/keys.h"

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
		*sets; /* --set SECTION.KEY=VALUE, in order; NULL-terminated or NULL */
	bool flat; /* written by conf_print for the inside: load-time ${} is resolved already,
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
bool conf_is_never(const struct conf_section *section); /* instances = 0: skipped */
/* The index of the one service of that name ("web", "web@2"), or -1. */
int conf_find_service(const struct conf *conf, const char *name);

/* What a word names: NAME (all its instances), NAME@N, @GROUP. */
struct conf_named {
	uint32_t count;       /* 0: a name that is disabled, a group whose members are */
	uint32_t first;       /* without a list: first, first + 1, ... */
	const uint32_t *list; /* of a group */
};
bool conf_find_named(const struct conf *conf, const char *word, struct conf_named *ret);
/* The index of the only service that a name means: with instances = 1 NAME is NAME@1. -1:
 * none, or several. */
int conf_find_one(const struct conf *conf, const char *name);
uint32_t conf_named_at(const struct conf_named *named, size_t i); /* a service's index */

/* The services that an edge key (needs, wants, after, before) of service i names: groups
 * and instances resolved, each once, itself left out where [defaults] or a group names
 * it. The indices lie in the arena; instances of one service share them. */
const uint32_t *conf_edges(const struct conf *conf, size_t i, enum conf_key key,
			   size_t *ret_count);

/* What starts by itself: [init] start, resolved, each once, in file order. Of `all` those
 * with autostart; conf_is_never() ones too, to be shown as skipped. */
const uint32_t *conf_start_list(const struct conf *conf, size_t *ret_count);

/* ---- values ---- */

/* What a key holds, parsed. Which fields are filled depends on the key's kind. */
struct conf_codes {        /* success: exit codes and signals that count */
	uint32_t exits[8]; /* bit N: exit code N */
	uint64_t signals;  /* bit N-1: signal N */
};
struct conf_stop { /* one step of stop-signal */
	int signal;
	msec wait; /* -1: none written, stop-timeout applies */
};
#define CONF_STOPS_MAX 8
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
enum conf_stdio_kind { STDIO_NULL, STDIO_INHERIT, STDIO_LOG, STDIO_FILE, STDIO_PIPE };
struct conf_value {
	bool set;        /* false: the table's default */
	int64_t number;  /* BOOL COUNT MSEC SIZE MODE SIGNED CHOICE; READY, STDIO: the kind;
			      * LIMIT: soft; -1 is unlimited */
	int64_t number2; /* LIMIT: hard; READY_FD: the descriptor; READY_ALIVE: msec */
	const char *text; /* TEXT; what follows the colon of READY and STDIO; NULL: empty */
	char *const *words; /* WORDS and LIST: NULL-terminated; never NULL */
	size_t word_count;
	struct conf_codes codes;                /* CODES */
	struct conf_stop stops[CONF_STOPS_MAX]; /* STOPS */
	size_t stop_count;
};

/* The environment that ${} is expanded from; both may be pointed at any storage. */
struct conf_lookup {
	/* The value of the variable, NULL when unset. `name` is not NUL-terminated. */
	const char *(*find)(void *context, const char *name, size_t name_len);
	void *context;
};

/* Room for the words and texts of conf_eval, filled from the front. */
struct conf_scratch {
	char *at;
	size_t size, used;
};

/* The shape of ctinit's own lines by [defaults] log-format and log-time: OWN_JSON or
 * OWN_PREFIX. ${} in them is expanded from `environment` (NULL-terminated; NULL: none). */
struct own_style conf_own_style(const struct conf *conf, char *const *environment);

/* Was it written (in the section or, for services, in [defaults])? */
bool conf_is_set(const struct conf_section *section, enum conf_key key);

/* Does the written value hold a start-time ${} or $X, so that conf_eval needs the
 * service's environment? false for load-time keys always. */
bool conf_is_dynamic(const struct conf_section *section, enum conf_key key);

/* The value of any key. `lookup` NULL: fine when !conf_is_dynamic. 0; -EINVAL with the
 * reason in *err ("svc.ini:7: [service:web] directory: HOME is not set: say where"),
 * -ENOSPC when the scratch is full (*err says so too). Warnings (an unset variable) go to
 * *err with 0 returned; *err is '\0' when all is well. List keys (*) give all words of
 * all entries: [defaults]' first, then the section's own. */
int conf_eval(const struct conf_section *section, enum conf_key key,
	      const struct conf_lookup *lookup, struct conf_scratch *scratch,
	      struct conf_value *ret, struct text *err);

/* Short forms for keys that are not dynamic (a dynamic one gives the default). No
 * scratch: words and texts were parsed at load and lie in the arena. */
int64_t conf_number(const struct conf_section *section, enum conf_key key);
bool conf_bool(const struct conf_section *section, enum conf_key key);
const char *conf_text(const struct conf_section *section, enum conf_key key);
char *const *conf_words(const struct conf_section *section, enum conf_key key,
			size_t *ret_count);

/* ---- entries one by one ---- */

/* Walks the entries of a key, [defaults]' first: each = conf_each(section, key), then
 * conf_next() until it gives 0. Entries that expand to nothing are left out. */
struct conf_each {
	const struct conf_section *section, *now;
	enum conf_key key;
	const void *at;
	bool done;
};
struct conf_each conf_each(const struct conf_section *section, enum conf_key key);
/* 1: *ret has the next entry's words; 0: no more; -EINVAL, -ENOSPC as conf_eval(). */
int conf_next(struct conf_each *each, const struct conf_lookup *lookup,
	      struct conf_scratch *scratch, struct conf_value *ret, struct text *err);

/* A copy of the array of words that leaves out the first `skip` bytes of the first word:
 * the argv of exec:COMMAND (skip 5). NULL: the scratch is full. */
char *const *conf_argv(char *const *words, size_t count, size_t skip,
		       struct conf_scratch *scratch);

/* pre-start, pre-stop, post-stop, reload: one command, as conf_next() gives them. */
struct conf_command {
	char *const *argv; /* without the + and - in front */
	size_t argc;
	bool own_ids;  /* +: with ctinit's ids, not the service's */
	bool may_fail; /* -: a failure is nothing */
};
int conf_next_command(struct conf_each *each, const struct conf_lookup *lookup,
		      struct conf_scratch *scratch, struct conf_command *ret,
		      struct text *err);
/* The signal when `reload` is one: its words are one signal's name; 0: a command. */
int conf_reload_signal(char *const *words, size_t count);

/* `when`: all must hold. */
enum conf_when_kind {
	WHEN_SET,  /* NAME, !NAME: set, and not empty, 0, no, false, off */
	WHEN_IS,   /* NAME=a|b, NAME!=a|b */
	WHEN_FILE, /* file:/PATH, !file:/PATH: it is there */
	WHEN_EXEC  /* exec:PROGRAM WORDS..., !exec:...: it ends with 0 */
};
struct conf_when {
	enum conf_when_kind kind;
	bool negated;
	const char *name; /* SET, IS: of name_len bytes */
	size_t name_len;
	const char *text;   /* IS: "a|b"; FILE: the path; EXEC: the program */
	const char *word;   /* as written, for messages */
	char *const *words; /* EXEC: NULL-terminated; use conf_argv(words, word_count,
			     * text - word, scratch) */
	size_t word_count;
};
struct conf_when_walk {
	struct conf_each each;
	char *const *words;
	size_t count;
};
/* The next condition; begin with a walk of { .each = conf_each(s, CONF_SERVICE_WHEN) }. */
bool conf_when(struct conf_when_walk *walk, struct conf_when *ret);
/* SET and IS: does it hold when the variable has that value (NULL: unset)? */
bool conf_when_holds(const struct conf_when *when, const char *value);

/* ---- parts of words ---- false: not of that shape (never, of values that loaded). */

struct conf_dir { /* one word of dirs: PATH[:mode=,user=,recursive] */
	const char *path;
	size_t path_len;
	int mode;         /* -1: none written */
	const char *user; /* USER, USER:GROUP, :GROUP; NULL: none written */
	size_t user_len;
	bool recursive;
};
bool conf_dir(const char *word, struct conf_dir *ret);

struct conf_map_user { /* one word of map-user: NAME:UID:GID */
	size_t name_len;
	uint32_t uid, gid;
};
bool conf_map_user(const char *word, struct conf_map_user *ret);
/* Is it NAME::, which maps nothing: what NAME:${PUID:-}:${PGID:-} is when both are unset? */
bool conf_map_nothing(const char *word);

/* One word of wait-for: READY_TCP, _UNIX, _HTTP, _FILE or _EXEC and what follows. Words
 * behind an exec: one are its arguments. */
bool conf_wait_for(const char *word, enum conf_ready_kind *ret_kind, const char **ret_rest);

/* ---- what names services elsewhere ---- */

/* [init] signals over what is not listed there: HUP reload, USR1 reopen, USR2 dump; TERM
 * INT QUIT PWR RTMIN+3 RTMIN+4 shutdown. Other signals are not in the table. */
enum conf_signal_action {
	ON_SIGNAL_SHUTDOWN,
	ON_SIGNAL_RELOAD,
	ON_SIGNAL_REOPEN,
	ON_SIGNAL_DUMP,
	ON_SIGNAL_IGNORE,
	ON_SIGNAL_FORWARD
};
struct conf_signal {
	int signal;
	enum conf_signal_action action;
	int send;             /* FORWARD: the signal they get */
	struct conf_named to; /* FORWARD */
};
const struct conf_signal *conf_signals(const struct conf *conf, size_t *ret_count);

/* stdout or stderr = pipe:SERVICE: the reader's index; -1: no pipe. Any number of writers
 * share the one pipe to a reader. */
int conf_pipe(const struct conf_section *section, enum conf_key key);
/* Is the section's stdin such a pipe? */
bool conf_is_piped(const struct conf_section *section);
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

/* Where the last entry of the key was written: "svc.ini:7", "--set"; "" for a default.
 * Good until the next call. */
const char *conf_origin(const struct conf_section *section, enum conf_key key);

/* The length of the name in "A=x", an entry of `environment` or a line of an env-file; 0
 * when there is none. A name is any bytes but =, as execve(2) takes it: Elasticsearch has
 * discovery.type. */
size_t conf_assignment_name(const char *word);

#endif
