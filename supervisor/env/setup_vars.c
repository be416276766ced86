/* supervisor/env/setup_vars.c - the variables that setups add for all that starts later. */
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
/* A setup has the file and its streams on lower descriptors. */
#define FD_MIN 10

struct setup_vars {
	struct env vars;            /* in `memory`; vars.vars NULL: there are no setups */
	struct conf_scratch memory; /* base NULL: there are no setups */
	int fd;                     /* of the setup that runs; -1: none */
	bool is_pending;
};

/* ---- setup and teardown ---- */

int setup_vars_new(struct context *ctx)
{
	struct setup_vars *s = calloc(1, sizeof *s);
	void *memory;

	if (s == NULL)
		return -ENOMEM;
	s->fd = -1;
	ctx->setup_vars = s;
	if (conf_setup_count(ctx->conf) == 0)
		return 0;
	s->is_pending = true;
	memory = mmap(NULL, MEMORY_SIZE, PROT_READ | PROT_WRITE,
		      MAP_PRIVATE | MAP_ANONYMOUS | MAP_NORESERVE, -1, 0);
	if (memory == MAP_FAILED)
		return -errno;
	s->memory = (struct conf_scratch){ .base = memory, .size = MEMORY_SIZE };
	return env_init(&s->vars, &s->memory);
}

static void close_file(struct setup_vars *s)
{
	fd_clear(&s->fd);
}

void setup_vars_free(struct context *ctx)
{
	struct setup_vars *s = ctx->setup_vars;

	if (s == NULL)
		return;
	close_file(s);
	if (s->memory.base != NULL)
		munmap(s->memory.base, s->memory.size);
	free(s);
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
	struct setup_vars *s = setup->ctx->setup_vars;
	int fd = memory_file("CTINIT_ENV", false);

	close_file(s);
	s->fd = fd < 0 ? -1 : fcntl(fd, F_DUPFD_CLOEXEC, FD_MIN);
	fd_close(fd);
	if (s->fd < 0) {
		setup->ctx->host->report(REPORT_WARNING,
					 "%s: no CTINIT_ENV: cannot make a memory file",
					 unit_name(setup));
		return;
	}
	fchmod(s->fd, 0666); /* for any user of the setup */
	fcntl(s->fd, F_SETFL, O_APPEND);
}

static int add_lines(struct setup_vars *s, const char *text, size_t len, struct text *err)
{
	char *copy = s->memory.base != NULL ? env_alloc(&s->vars, len + 1) : NULL;

	if (copy == NULL) {
		text_set(err, "CTINIT_ENV: more than 1 MiB from all setups");
		return -ENOSPC;
	}
	memcpy(copy, text, len);
	copy[len] = '\0';
	return env_add_text(&s->vars, copy, len, "CTINIT_ENV", err);
}

/* The file is not mapped: a process that still has it could truncate it meanwhile. */
static int read_file(struct context *ctx, struct text *err)
{
	struct setup_vars *s = ctx->setup_vars;
	struct conf_scratch *scratch = &ctx->scratch;
	struct stat st;
	ssize_t n;
	int r;

	if (fstat(s->fd, &st) < 0 || st.st_size == 0)
		return 0;
	if (st.st_size > TEXT_MAX) {
		text_set(err, "CTINIT_ENV: more than 1 MiB");
		return -E2BIG;
	}
	scratch->used = 0;
	n = pread(s->fd, scratch->base, (size_t)st.st_size, 0);
	if (n < 0) {
		text_set(err, "CTINIT_ENV: cannot be read");
		return -errno;
	}
	r = add_lines(s, scratch->base, (size_t)n, err);
	scratch_trim(ctx);
	return r;
}

int setup_vars_collect(struct unit *setup, bool is_good, struct text *err)
{
	struct setup_vars *s = setup->ctx->setup_vars;
	int r;

	if (!conf_is_setup(setup->section) || s->fd < 0)
		return 0;
	r = is_good ? read_file(setup->ctx, err) : 0;
	close_file(s);
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
