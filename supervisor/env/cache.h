/* supervisor/env/cache.h - the files of a service's environment, read by a child.
 *
 * Layer:   supervisor, private to the room.
 * Memory:  one struct files a service that may have some, at sup_new(); what was read is
 *          in a memory file, one descriptor each.
 *
 * An open or a read of a file on a dead file system never returns (open(2), O_NONBLOCK does
 * not help), and PID 1 must not stand there. So a helper makes the whole environment, with and
 * without its user's, and environment.c takes it from there until it is read again: before
 * each command in front of a start, and before the start itself. Services without such
 * files cost nothing here. */
#ifndef SUPERVISOR_FILES_H
#define SUPERVISOR_FILES_H

#include "conf/base/text.h"
#include "supervisor/child/helper.h"
#include "supervisor/proc/ids.h"
#include "supervisor/service.h"

struct files;

/* 0 or -ENOMEM */
int env_cache_new_all(struct generation *generation, const struct conf *conf);
void env_cache_detach(struct unit *u);

/* May [init] env-secrets make a service of it that reads files? */
bool env_secrets_are_possible(const struct context *ctx);
/* May it have some? Then it has a struct files. */
bool env_cache_is_possible(const struct context *ctx, const struct conf *conf,
			   const struct conf_section *section);
/* What was read counts no more. */
void env_cache_invalidate(struct unit *u);
/* Is something to be read before its environment can be made? */
bool env_cache_is_stale(struct unit *u);
/* Reads. done() comes later, or (a negative errno and *err) not at all; bad: text
 * says which file and why. One at a time. */
int env_cache_read(struct unit *u, void (*done)(void *context, bool good, const char *text),
		   void *context, struct text *err);
/* Gives up: no done(). Fine when nothing is read. */
void env_cache_cancel(struct unit *u);
bool env_cache_is_reading(const struct unit *u);
/* "env-file /etc/app": at which it is now; "" otherwise. */
void env_cache_current_file(const struct unit *u, char text[128]);

/* ---- for environment.c ---- */

/* In the child that reads: what comes next. */
void files_note(const char *what, const char *path);
/* Is this such a child? */
bool files_is_reader(void);
/* 1: `env` is what was read; 0: this service has no files, the environment is to be made; a
 * negative errno and *err. *err may be a warning. */
int env_cache_load(struct unit *u, struct env *env, struct text *err);
/* The same with what its user brings. */
int env_cache_load_user(struct unit *u, struct env *env, struct ids *ret_ids,
			bool *ret_change, bool *ret_ignored, struct text *err);

#endif
