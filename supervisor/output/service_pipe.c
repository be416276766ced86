/* supervisor/output/service_pipe.c - from the output of services to another one's stdin. */
#include "supervisor/output/service_pipe.h"
#include "supervisor/service.h"

#include <errno.h>
#include <fcntl.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <sys/wait.h>
#include <unistd.h>

struct service_pipe {
	char reader[48];       /* its name: it may be another struct unit after a reload */
	int read_fd, write_fd; /* -1: closed */
	uint32_t writers;      /* streams of services that run or will */
};

static const enum conf_key outputs[] = { CONF_SERVICE_STDOUT, CONF_SERVICE_STDERR };

static struct service_pipe *find(const struct context *ctx, const char *reader)
{
	for (uint32_t i = 0; i < SUP(ctx)->pipe_count; i++) {
		if (strcmp(SUP(ctx)->pipes[i].reader, reader) == 0)
			return &SUP(ctx)->pipes[i];
	}
	return NULL;
}

static struct unit *reader_of(const struct unit *writer, enum conf_key key)
{
	int i = conf_pipe(writer->section, key);

	return i < 0 ? NULL
		     : writer->ctx->units[conf_setup_count(writer->ctx->conf) + (size_t)i];
}

/* ---- the ends ---- */

static void close_end(int *fd)
{
	if (*fd >= 0)
		close(*fd);
	*fd = -1;
}

/* Away from the numbers that a child gives to its own streams. */
static int move_up(int fd)
{
	int moved = fcntl(fd, F_DUPFD_CLOEXEC, 10), err = errno;

	close(fd);
	return moved < 0 ? -err : moved;
}

static int open_both(struct service_pipe *c)
{
	int ends[2];

	close_end(&c->read_fd);
	close_end(&c->write_fd);
	if (pipe2(ends, O_CLOEXEC) < 0)
		return -errno;
	c->read_fd = move_up(ends[0]);
	c->write_fd = move_up(ends[1]);
	if (c->read_fd < 0 || c->write_fd < 0) {
		int r = c->read_fd < 0 ? c->read_fd : c->write_fd;

		close_end(&c->read_fd);
		close_end(&c->write_fd);
		return r;
	}
	fchmod(c->write_fd, 0666); /* /dev/stdout is opened again by any user */
	return 0;
}

/* We hold the read end, so this does not wait for a reader (fifo(7)). */
static int open_writing(struct service_pipe *c)
{
	char path[40];

	if (c->write_fd >= 0)
		return 0;
	if (c->read_fd < 0)
		return open_both(c);
	snprintf(path, sizeof path, "/proc/self/fd/%d", c->read_fd);
	c->write_fd = open(path, O_WRONLY | O_CLOEXEC);
	if (c->write_fd >= 0)
		c->write_fd = move_up(c->write_fd);
	return c->write_fd >= 0 ? 0 : open_both(c); /* without /proc: another pipe */
}

static bool reads_no_more(enum svc_state state)
{
	return state == SVC_DONE || state == SVC_FAILED || state == SVC_SKIPPED;
}

int service_pipe_write_end(struct unit *u, enum conf_key key)
{
	struct unit *reader = reader_of(u, key);
	struct service_pipe *c = reader != NULL ? find(u->ctx, unit_name(reader)) : NULL;
	int r = c != NULL ? open_writing(c) : -EINVAL;

	if (r < 0)
		return r;
	if (reads_no_more(core_state(u->ctx->core, reader->index)))
		close_end(&c->read_fd);
	return c->write_fd;
}

/* It has read to the end and is started again: to wait for more, not to find the end
 * again and again. */
static bool waits_for_more(const struct unit *u)
{
	return u->ran && u->start_code == 0 && WIFEXITED(u->main.wstatus) &&
	       WEXITSTATUS(u->main.wstatus) == 0;
}

int service_pipe_read_end(struct unit *u)
{
	struct service_pipe *c = find(u->ctx, unit_name(u));
	int r = c == NULL ? -EINVAL : c->read_fd < 0 ? open_both(c) : 0;

	if (r == 0 && c->write_fd < 0 && waits_for_more(u))
		r = open_writing(c);
	return r < 0 ? r : c->read_fd;
}

/* ---- who runs ---- */

static uint32_t may_write(enum svc_state state)
{
	return state != SVC_DOWN && state != SVC_SKIPPED && state != SVC_DONE &&
	       state != SVC_FAILED;
}

static void writer_changed(struct unit *u, enum conf_key key, enum svc_state from,
			   enum svc_state to)
{
	struct unit *reader = reader_of(u, key);
	struct service_pipe *c = reader != NULL ? find(u->ctx, unit_name(reader)) : NULL;

	if (c == NULL)
		return;
	c->writers += may_write(to) - may_write(from);
	if (c->writers > 0 || may_write(to))
		return;
	if (c->read_fd < 0)
		open_both(c); /* so that a reader that comes later finds the end */
	close_end(&c->write_fd);
}

void service_pipes_state_changed(struct unit *u, enum svc_state from, enum svc_state to)
{
	struct service_pipe *c;

	if (SUP(u->ctx)->pipe_count == 0)
		return;
	for (size_t i = 0; i < ARRAY_LEN(outputs); i++)
		writer_changed(u, outputs[i], from, to);
	if (!reads_no_more(to) || !conf_reads_pipe(u->section))
		return;
	c = find(u->ctx, unit_name(u));
	if (c != NULL) {
		close_end(&c->read_fd);
		close_end(&c->write_fd);
	}
}

/* ---- made ---- */

static void count_writers(struct context *ctx)
{
	if (SUP(ctx)->pipe_count == 0)
		return;
	for (uint32_t i = 0; i < ctx->count; i++) {
		for (size_t k = 0; ctx->core != NULL && k < ARRAY_LEN(outputs); k++) {
			struct unit *reader = reader_of(ctx->units[i], outputs[k]);
			struct service_pipe *c =
				reader != NULL ? find(ctx, unit_name(reader)) : NULL;

			if (c != NULL)
				c->writers += may_write(core_state(ctx->core, i));
		}
	}
}

static void take_over(struct context *ctx, struct service_pipe *to)
{
	struct service_pipe *old = find(ctx, to->reader);

	if (old == NULL)
		return;
	to->read_fd = old->read_fd;
	to->write_fd = old->write_fd;
	old->read_fd = old->write_fd = -1;
}

int service_pipes_alloc(const struct conf *conf, struct service_pipe **ret_room)
{
	uint32_t count = sections_count(conf), used = 0;
	struct service_pipe *room;

	for (uint32_t i = 0; i < count; i++)
		used += conf_reads_pipe(section_at(conf, i));
	room = calloc(used + 1, sizeof *room);
	if (room == NULL)
		return -ENOMEM;
	*ret_room = room;
	return 0;
}

void service_pipes_migrate(struct context *ctx, struct service_pipe *room)
{
	uint32_t used = 0;

	for (uint32_t i = 0; i < ctx->count; i++) {
		struct service_pipe *c = &room[used];

		if (!conf_reads_pipe(ctx->units[i]->section))
			continue;
		*c = (struct service_pipe){ .read_fd = -1, .write_fd = -1 };
		snprintf(c->reader, sizeof c->reader, "%s", unit_name(ctx->units[i]));
		take_over(ctx, c);
		used++;
	}
	service_pipes_free(ctx);
	SUP(ctx)->pipes = room;
	SUP(ctx)->pipe_count = used;
	count_writers(ctx);
}

void service_pipes_free(struct context *ctx)
{
	for (uint32_t i = 0; i < SUP(ctx)->pipe_count; i++) {
		close_end(&SUP(ctx)->pipes[i].read_fd);
		close_end(&SUP(ctx)->pipes[i].write_fd);
	}
	free(SUP(ctx)->pipes);
	SUP(ctx)->pipes = NULL;
	SUP(ctx)->pipe_count = 0;
}
