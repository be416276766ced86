/* supervisor/output/service_pipe.c - connects services by pipes (pipe:SERVICE). */
#include "supervisor/output/service_pipe.h"

#include "supervisor/base/context.h"
#include "supervisor/base/sections.h"
#include "supervisor/base/unit.h"
#include "supervisor/core/core.h"
#include "supervisor/output/output.h"
#include "supervisor/proc/fd.h"
#include "supervisor/proc/pipe_holders.h"

#include <errno.h>
#include <fcntl.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <sys/wait.h>
#include <unistd.h>

#define FD_MIN 10 /* lowest descriptor: a child's streams have lower numbers */
/* A child that finds the pipe unlocked answers in less. PID 1 waits so long only once. */
#define OPEN_WAIT_MSEC 20

struct service_pipe {
	/* The reader's name, because a reload may replace its struct unit. */
	char reader[48];
	int read_end, write_end; /* -1: closed */
	int opening;             /* socket to the child that opens the write end, or -1 */
	uint32_t writers;        /* number of writers that run or will run */
};

struct service_pipes {
	uint32_t count;
	struct service_pipe pipe[];
};

static const enum conf_key output_keys[] = { CONF_SERVICE_STDOUT, CONF_SERVICE_STDERR };

static struct service_pipe *find_pipe(struct context *ctx, const char *reader)
{
	struct service_pipes *pipes = ctx->pipes;

	for (uint32_t i = 0; pipes != NULL && i < pipes->count; i++) {
		if (strcmp(pipes->pipe[i].reader, reader) == 0)
			return &pipes->pipe[i];
	}
	return NULL;
}

/* Returns the service that reads this stream of `writer`, or NULL. */
static struct unit *find_reader(const struct unit *writer, enum conf_key key)
{
	struct context *ctx = writer->ctx;
	int i = conf_pipe(writer->section, key);

	return i < 0 ? NULL : ctx->units[conf_setup_count(ctx->conf) + (size_t)i];
}

static struct service_pipe *pipe_of_writer(const struct unit *writer, enum conf_key key)
{
	struct unit *reader = find_reader(writer, key);

	return reader != NULL ? find_pipe(writer->ctx, unit_name(reader)) : NULL;
}

/* ---- pipe ends ---- */

/* The last close of an end may block (pipe_holders.h). */
static void close_end(int *fd)
{
	if (*fd >= 0)
		pipe_close_in_child(fd, 1);
	*fd = -1;
}

static void close_ends(struct service_pipe *p)
{
	int fds[3], count = 0;

	if (p->read_end >= 0)
		fds[count++] = p->read_end;
	if (p->write_end >= 0)
		fds[count++] = p->write_end;
	if (p->opening >= 0)
		fds[count++] = p->opening;
	pipe_close_in_child(fds, (size_t)count);
	p->read_end = p->write_end = p->opening = -1;
}

static int move_fd_up(int fd)
{
	int moved = fcntl(fd, F_DUPFD_CLOEXEC, FD_MIN), err = errno;

	close(fd);
	return moved < 0 ? -err : moved;
}

static int make_new_pipe(struct service_pipe *p)
{
	int ends[2];

	close_ends(p);
	if (pipe2(ends, O_CLOEXEC) < 0)
		return -errno;
	p->read_end = move_fd_up(ends[0]);
	p->write_end = move_fd_up(ends[1]);
	if (p->read_end < 0 || p->write_end < 0) {
		int r = p->read_end < 0 ? p->read_end : p->write_end;

		fd_clear(&p->read_end);
		fd_clear(&p->write_end);
		return r;
	}
	fchmod(p->write_end, 0666); /* any user must be able to open /dev/stdout */
	return 0;
}

/* Returns a new descriptor of the write end; -EBUSY if a child is still opening it; or
 * another negative errno. */
static int open_by_child(struct service_pipe *p)
{
	bool is_new = p->opening < 0;
	int r;

	if (is_new)
		p->opening = pipe_open_begin(p->read_end);
	if (p->opening < 0)
		return p->opening;
	r = pipe_open_end(p->opening, is_new ? OPEN_WAIT_MSEC : 0);
	if (r != -EBUSY)
		close_end(&p->opening);
	return r;
}

/* Makes a new pipe if there is no read end, or if a child cannot open it (no /proc). */
static int open_write_end(struct service_pipe *p)
{
	int fd;

	if (p->write_end >= 0)
		return 0;
	if (p->read_end < 0)
		return make_new_pipe(p);
	fd = open_by_child(p);
	if (fd == -EIO)
		return make_new_pipe(p);
	if (fd >= 0)
		fd = p->write_end = move_fd_up(fd);
	return fd < 0 ? fd : 0;
}

/* Returns true if a service in this state will not read its stdin again. */
static bool is_final_reader_state(enum svc_state state)
{
	return state == SVC_DONE || state == SVC_FAILED || state == SVC_SKIPPED;
}

/* Returns true if a service in this state writes to its streams, or will. */
static bool is_writer_state(enum svc_state state)
{
	return state != SVC_DOWN && !is_final_reader_state(state);
}

int service_pipe_write_end(struct unit *u, enum conf_key key)
{
	struct unit *reader = find_reader(u, key);
	struct service_pipe *p = pipe_of_writer(u, key);
	int r = p != NULL ? open_write_end(p) : -EINVAL;

	if (r < 0)
		return r;
	if (is_final_reader_state(core_state(u->ctx->core, reader->index)))
		close_end(&p->read_end);
	return p->write_end;
}

/* Returns true if the last run of the reader exited with code 0. We assume that it has read
 * its input to the end. The next run needs an open write end, because it must wait for more
 * input instead of reaching the end again and again. */
static bool has_read_to_end(const struct unit *u)
{
	return u->ran && u->start_code == 0 && WIFEXITED(u->main.wstatus) &&
	       WEXITSTATUS(u->main.wstatus) == 0;
}

int service_pipe_read_end(struct unit *u)
{
	struct service_pipe *p = find_pipe(u->ctx, unit_name(u));
	int r = 0;

	if (p == NULL)
		return -EINVAL;
	if (p->read_end < 0)
		r = make_new_pipe(p);
	if (r == 0 && p->write_end < 0 && has_read_to_end(u))
		r = open_write_end(p);
	return r < 0 ? r : p->read_end;
}

/* ---- writers ---- */

static void writer_changed(struct unit *u, enum conf_key key, enum svc_state from,
			   enum svc_state to)
{
	struct service_pipe *p = pipe_of_writer(u, key);

	if (p == NULL)
		return;
	p->writers += (uint32_t)is_writer_state(to) - (uint32_t)is_writer_state(from);
	if (p->writers > 0 || is_writer_state(to))
		return;
	if (p->read_end < 0) /* a reader that starts later must get the end of its input */
		make_new_pipe(p);
	close_end(&p->write_end);
	close_end(&p->opening);
}

void service_pipes_state_changed(struct unit *u, enum svc_state from, enum svc_state to)
{
	struct service_pipe *p;

	if (u->ctx->pipes == NULL || u->ctx->pipes->count == 0)
		return;
	for (size_t i = 0; i < ARRAY_LEN(output_keys); i++)
		writer_changed(u, output_keys[i], from, to);
	if (!is_final_reader_state(to) || !conf_reads_pipe(u->section))
		return;
	p = find_pipe(u->ctx, unit_name(u));
	if (p != NULL)
		close_ends(p);
}

/* ---- setup and teardown ---- */

static void count_writers(struct context *ctx)
{
	if (ctx->pipes->count == 0 || ctx->core == NULL)
		return;
	for (uint32_t i = 0; i < ctx->count; i++) {
		for (size_t k = 0; k < ARRAY_LEN(output_keys); k++) {
			struct service_pipe *p =
				pipe_of_writer(ctx->units[i], output_keys[k]);

			if (p != NULL)
				p->writers += is_writer_state(core_state(ctx->core, i));
		}
	}
}

static void take_old_ends(struct context *ctx, struct service_pipe *to)
{
	struct service_pipe *old = find_pipe(ctx, to->reader);

	if (old == NULL)
		return;
	to->read_end = old->read_end;
	to->write_end = old->write_end;
	to->opening = old->opening;
	old->read_end = old->write_end = old->opening = -1;
}

int service_pipes_alloc(const struct conf *conf, struct service_pipes **ret_pipes)
{
	uint32_t sections = sections_count(conf), readers = 0;
	struct service_pipes *pipes;

	for (uint32_t i = 0; i < sections; i++)
		readers += conf_reads_pipe(section_at(conf, i));
	pipes = calloc(1, sizeof *pipes + readers * sizeof *pipes->pipe);
	if (pipes == NULL)
		return -ENOMEM;
	*ret_pipes = pipes;
	return 0;
}

void service_pipes_migrate(struct context *ctx, struct service_pipes *pipes)
{
	for (uint32_t i = 0; i < ctx->count; i++) {
		struct service_pipe *p = &pipes->pipe[pipes->count];

		if (!conf_reads_pipe(ctx->units[i]->section))
			continue;
		*p = (struct service_pipe){ .read_end = -1,
					    .write_end = -1,
					    .opening = -1 };
		snprintf(p->reader, sizeof p->reader, "%s", unit_name(ctx->units[i]));
		take_old_ends(ctx, p);
		pipes->count++;
	}
	service_pipes_free(ctx);
	ctx->pipes = pipes;
	count_writers(ctx);
}

void service_pipes_free(struct context *ctx)
{
	struct service_pipes *pipes = ctx->pipes;

	for (uint32_t i = 0; pipes != NULL && i < pipes->count; i++)
		close_ends(&pipes->pipe[i]);
	free(pipes);
	ctx->pipes = NULL;
}
