/* supervisor/start/plan_streams.c - plans stdin, stdout and stderr of a start. */
#include "supervisor/start/plan_builder.h"

#include "supervisor/output/output.h"
#include "supervisor/output/service_pipe.h"

#include <stdio.h>
#include <string.h>
#include <unistd.h>

/* Returns the stream of ctinit (0 to 2) that `path` names, or -1. */
static int own_stream(const char *path)
{
	static const struct {
		const char *path;
		int fd;
	} names[] = { { "/dev/stdin", 0 },      { "/dev/stdout", 1 },
		      { "/dev/stderr", 2 },     { "/dev/fd/0", 0 },
		      { "/dev/fd/1", 1 },       { "/dev/fd/2", 2 },
		      { "/proc/self/fd/0", 0 }, { "/proc/self/fd/1", 1 },
		      { "/proc/self/fd/2", 2 } };

	for (size_t i = 0; i < ARRAY_LEN(names); i++) {
		if (strcmp(path, names[i].path) == 0)
			return names[i].fd;
	}
	return -1;
}

static bool has_terminal(const struct plan_builder *builder)
{
	return conf_bool(builder->unit->section, CONF_SERVICE_TERMINAL);
}

static int connect_pipe(struct plan_builder *builder, int stream, struct spawn_stdio *to)
{
	int fd = stream == 0 ? service_pipe_read_end(builder->unit)
			     : service_pipe_write_end(builder->unit,
						      stream == 1 ? CONF_SERVICE_STDOUT
								  : CONF_SERVICE_STDERR);

	to->fd = fd;
	if (fd < 0)
		text_set(builder->err, "cannot make a pipe for its streams: %s",
			 strerror(-fd));
	return fd < 0 ? fd : 0;
}

static int connect_log(struct plan_builder *builder, int stream)
{
	int fd = log_stream_open(builder->unit, stream, builder->plan, builder->is_helper);

	if (fd < 0)
		text_set(builder->err, "cannot make its log: %s", strerror(-fd));
	builder->plan->stdio[stream].fd = fd;
	return fd < 0 ? fd : 0;
}

/* *ret is the value of the stream's key. */
static int plan_stream(struct plan_builder *builder, int stream, struct conf_value *ret)
{
	static const enum conf_key keys[] = { CONF_SERVICE_STDIN, CONF_SERVICE_STDOUT,
					      CONF_SERVICE_STDERR };
	struct spawn_stdio *to = &builder->plan->stdio[stream];
	int r = builder_value(builder, keys[stream], ret), fd = stream;

	if (r < 0)
		return r;
	if (has_terminal(builder) &&
	    (stream == 0 || !conf_is_set(builder->unit->section, keys[stream])))
		ret->number = STDIO_INHERIT;
	if (ret->number == STDIO_LOG && !ret->set)
		ret->number = log_stream_default_kind(builder->unit->section);
	*to = (struct spawn_stdio){ .fd = -1 };
	if (ret->number == STDIO_PIPE ||
	    (stream == 0 && conf_reads_pipe(builder->unit->section)))
		return connect_pipe(builder, stream, to);
	if (ret->number == STDIO_LOG)
		return connect_log(builder, stream);
	if (ret->number == STDIO_FILE && (fd = own_stream(ret->text)) < 0)
		to->path = ret->text;
	else if (ret->number == STDIO_NULL)
		to->null = true;
	else
		to->fd = builder->unit->ctx->host->stdio[fd];
	return 0;
}

int builder_helper_streams(struct plan_builder *builder, bool quiet)
{
	struct conf_value value;
	int r = 0;

	for (int i = 0; i < 3; i++)
		builder->plan->stdio[i] = (struct spawn_stdio){ .fd = -1, .null = true };
	for (int i = 1; i < 3 && r == 0 && !quiet; i++)
		r = plan_stream(builder, i, &value);
	return r;
}

int builder_streams(struct plan_builder *builder)
{
	const struct sup_host *host = builder->unit->ctx->host;
	struct conf_value value;
	bool inherits_stdin = false;

	for (int i = 0; i < 3; i++) {
		int r = plan_stream(builder, i, &value);

		if (r < 0)
			return r;
		inherits_stdin |= i == 0 && value.number == STDIO_INHERIT;
	}
	if (!inherits_stdin)
		return 0;
	if (host->terminal_fd >= 0) {
		builder->plan->session_terminal = true;
		builder->plan->stdio[0].fd = host->terminal_fd;
	} else if (host->stdio[0] >= 0 && isatty(host->stdio[0]) &&
		   tcgetpgrp(host->stdio[0]) == getpgrp()) {
		/* only the foreground process group may give the terminal away */
		builder->plan->take_foreground = true;
	}
	return 0;
}
