/* supervisor/env/secret_check.h - has a helper check a condition on a secret.
 *
 * With `env-secrets = yes`, an unset variable NAME has the content of the file that
 * NAME_FILE names. PID 1 does not read that file, because its file system may hang.
 *
 * Layer:   env; probe/conditions.c calls it.
 * Memory:  the caller embeds struct secret_check. While the helper runs, it has a memory
 *          file for the reason of a failure. */
#ifndef SUPERVISOR_ENV_SECRET_CHECK_H
#define SUPERVISOR_ENV_SECRET_CHECK_H

#include "supervisor/child/helper.h"

enum secret_result { SECRET_HOLDS, SECRET_FAILS, SECRET_UNREADABLE };

struct secret_check {
	int fd; /* -1: none */
};

/* Empties the scratch memory, and fills `env` there with ctinit's own variables and those
 * that setups added. Returns 0, or a negative errno if `env` lacks some of them. */
int secret_check_env(struct context *ctx, struct env *env);
/* Returns true if NAME is a secret. PID 1 does not know its value. */
bool secret_check_needed(const struct context *ctx, const struct env *env, const char *name,
			 size_t name_len);
/* Returns the value of a variable that is no secret, or NULL if it is not set. NAME_FILE of
 * a secret counts as not set. */
const char *secret_check_value(const struct context *ctx, const struct env *env,
			       const char *name, size_t name_len);

/* Makes the memory file, and starts `helper`, whose unit has the condition, to check a
 * condition of kind WHEN_SET or WHEN_IS. Returns 0, or a negative errno with *err. */
int secret_check_start(struct secret_check *check, struct helper *helper,
		       const struct conf_when *when, msec timeout, struct text *err);
/* Call it in the helper's done(), with its `end` and `text`. Closes the memory file. Writes
 * the reason to *err if it returns SECRET_UNREADABLE. */
enum secret_result secret_check_end(struct secret_check *check, const struct helper *helper,
				    enum helper_end end, const char *text,
				    struct text *err);
/* Closes the memory file. Call it after helper_cancel() and helper_detach(). */
void secret_check_close(struct secret_check *check);

#endif
