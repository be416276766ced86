/* supervisor/env/setup_vars.c - keeps the variables that setups add for later starts. */
#include "supervisor/env/setup_vars.h"

#include "supervisor/base/scratch.h"
#include "supervisor/proc/fd.h"
#include "supervisor/proc/memory_file.h"

#include <errno.h>
#include <fcntl.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/mman.h>
#include <sys/stat.h>
#include <unistd.h>

#define TEXT_MAX    (1u << 20)
#define MEMORY_SIZE ((ENV_MAX + 1) * sizeof(char *) + TEXT_MAX)
/* Lower descriptors are used by a setup's streams and its CTINIT_ENV. */
#define FD_MIN 10

struct setup_vars {
	struct env vars;            /* vars.vars is NULL if there are no setups */
	struct conf_scratch memory; /* base is NULL if there are no setups */
	int fd;                     /* memory file of the running setup; -1: none */
	bool is_pending;
};

/* ---- setup and teardown ---- */

int setup_vars_new(struct context *ctx)
{
	struct setup_vars *state = calloc(1, sizeof *state);
	void *memory;

	if (state == NULL)
		return -ENOMEM;
	state->fd = -1;
	ctx->setup_vars = state;
	if (conf_setup_count(ctx->conf) == 0)
		return 0;
	state->is_pending = true;
	memory = mmap(NULL, MEMORY_SIZE, PROT_READ | PROT_WRITE,
		      MAP_PRIVATE | MAP_ANONYMOUS | MAP_NORESERVE, -1, 0);
	if (memory == MAP_FAILED)
		return -errno;
	state->memory = (struct conf_scratch){ .base = memory, .size = MEMORY_SIZE };
	return env_init(&state->vars, &state->memory);
}

static void close_file(struct setup_vars *state)
{
	fd_clear(&state->fd);
}

void setup_vars_free(struct context *ctx)
{
	struct setup_vars *state = ctx->setup_vars;

	if (state == NULL)
		return;
	close_file(state);
	if (state->memory.base != NULL)
		munmap(state->memory.base, state->memory.size);
	free(state);
	ctx->setup_vars = NULL;
}

/* ---- one setup ---- */

void setup_vars_begin(struct context *ctx)
{
	ctx->setup_vars->is_pending = false;
}

bool setup_vars_are_pending(const struct context *ctx)
{
	return ctx->setup_vars->is_pending;
}

void setup_vars_open(struct unit *setup)
{
	struct setup_vars *state = setup->ctx->setup_vars;
	int fd = memory_file("CTINIT_ENV", false);

	close_file(state);
	state->fd = fd < 0 ? -1 : fcntl(fd, F_DUPFD_CLOEXEC, FD_MIN);
	fd_close(fd);
	if (state->fd < 0) {
		setup->ctx->host->report(REPORT_WARNING,
					 "%s: no CTINIT_ENV: cannot make a memory file",
					 unit_name(setup));
		return;
	}
	fchmod(state->fd, 0666); /* any user of the setup may write */
	fcntl(state->fd, F_SETFL, O_APPEND);
}

static int add_lines(struct setup_vars *state, const char *text, size_t len,
		     struct text *err)
{
	char *copy = state->memory.base != NULL ? env_alloc(&state->vars, len + 1) : NULL;

	if (copy == NULL) {
		text_set(err, "CTINIT_ENV: more than 1 MiB from all setups");
		return -ENOSPC;
	}
	memcpy(copy, text, len);
	copy[len] = '\0';
	return env_add_text(&state->vars, copy, len, "CTINIT_ENV", err);
}

/* Reads the file instead of mapping it, because a process that still has it open could
 * truncate it. */
static int read_file(struct context *ctx, struct text *err)
{
	struct setup_vars *state = ctx->setup_vars;
	struct conf_scratch *scratch = &ctx->scratch;
	struct stat st;
	ssize_t n;
	int r;

	if (fstat(state->fd, &st) < 0 || st.st_size == 0)
		return 0;
	if (st.st_size > TEXT_MAX) {
		text_set(err, "CTINIT_ENV: more than 1 MiB");
		return -E2BIG;
	}
	scratch->used = 0;
	n = pread(state->fd, scratch->base, (size_t)st.st_size, 0);
	if (n < 0) {
		text_set(err, "CTINIT_ENV: cannot be read");
		return -errno;
	}
	r = add_lines(state, scratch->base, (size_t)n, err);
	scratch_trim(ctx);
	return r;
}

int setup_vars_collect(struct unit *setup, bool is_good, struct text *err)
{
	struct setup_vars *state = setup->ctx->setup_vars;
	int r;

	if (!conf_is_setup(setup->section) || state->fd < 0)
		return 0;
	r = is_good ? read_file(setup->ctx, err) : 0;
	close_file(state);
	return r;
}

/* ---- for a start ---- */

int setup_vars_fd(const struct unit *u)
{
	return u->section != NULL && conf_is_setup(u->section) ? u->ctx->setup_vars->fd
							       : -1;
}

const struct env *setup_vars(const struct context *ctx)
{
	return &ctx->setup_vars->vars;
}
