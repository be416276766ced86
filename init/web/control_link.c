/* init/web/control_link.c - asks the control socket of a container. */
#include "init/web/control_link.h"

#include "conf/base/clock.h"
#include "conf/base/exits.h"
#include "init/web/control_place.h"

#include <errno.h>
#include <poll.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/socket.h>
#include <unistd.h>

int control_open(struct control_link *link, const char *request)
{
	char line[CONTROL_LINE_MAX + 1];
	int len = snprintf(line, sizeof line, "%s\n", request);

	if (len > CONTROL_LINE_MAX)
		return -E2BIG;
	link->used = link->taken = 0;
	link->fd = control_place_connect();
	if (link->fd < 0)
		return link->fd;
	/* A new socket takes a page at once. */
	if (send(link->fd, line, (size_t)len, MSG_NOSIGNAL) != len) {
		control_close(link);
		return -EPIPE;
	}
	return 0;
}

void control_close(struct control_link *link)
{
	if (link->fd >= 0)
		close(link->fd);
	link->fd = -1;
}

/* Returns the next whole line without its newline, or NULL. */
static char *take_line(struct control_link *link)
{
	char *from = link->buffer + link->taken;
	char *end = memchr(from, '\n', link->used - link->taken);

	if (!end)
		return NULL;
	*end = '\0';
	link->taken = (size_t)(end + 1 - link->buffer);
	return from;
}

/* Reads what is there. Returns the number of bytes, 0 at the end, or a negative errno. */
static ssize_t read_more(struct control_link *link)
{
	memmove(link->buffer, link->buffer + link->taken, link->used - link->taken);
	link->used -= link->taken;
	link->taken = 0;
	if (link->used == sizeof link->buffer)
		return -EMSGSIZE;

	ssize_t n = recv(link->fd, link->buffer + link->used,
			 sizeof link->buffer - link->used, MSG_DONTWAIT);
	if (n < 0)
		return -errno;
	link->used += (size_t)n;
	return n;
}

enum control_event control_next(struct control_link *link, msec limit, int client,
				json_t **ret_row)
{
	msec end = clock_now() + limit;
	char *line;

	while (!(line = take_line(link))) {
		ssize_t n = read_more(link);

		if (n == 0 || n == -ECONNRESET)
			return CONTROL_END;
		if (n > 0)
			continue;
		if (n != -EAGAIN && n != -EINTR)
			return CONTROL_BAD;

		msec left = end - clock_now();
		struct pollfd fds[2] = { { .fd = link->fd, .events = POLLIN },
					 { .fd = client, .events = POLLRDHUP } };
		if (left <= 0)
			return CONTROL_QUIET;
		if (poll(fds, 2, (int)left) > 0 && fds[1].revents)
			return CONTROL_LEFT;
	}
	*ret_row = json_loads(line, JSON_REJECT_DUPLICATES, NULL);
	if (json_is_object(*ret_row))
		return CONTROL_ROW;
	json_decref(*ret_row);
	return CONTROL_BAD;
}

static bool fail(struct control_reply *reply, int code, const char *error)
{
	reply->code = code;
	snprintf(reply->error, sizeof reply->error, "%s", error);
	return false;
}

static bool finish(struct control_reply *reply, json_t *last)
{
	reply->last = last;
	if (json_is_true(json_object_get(last, "ok"))) {
		reply->code = CTINIT_EXIT_OK;
		return true;
	}
	const char *error = row_text(last, "error");
	return fail(reply, (int)row_number(last, "exit", CTINIT_EXIT_FAILED),
		    error ? error : "the request failed");
}

static bool fail_to_open(struct control_reply *reply, int error)
{
	char text[200];

	snprintf(text, sizeof text, "no container answers on the control socket: %s",
		 error == -ENOENT   ? "there is none (--control says where it is)"
		 : error == -EAGAIN ? "it has too many clients"
				    : strerror(-error));
	return fail(reply, CTINIT_EXIT_NO_INIT, text);
}

bool control_ask(struct control_reply *ret, const char *request, msec limit, int client)
{
	struct control_link link;
	msec end = clock_now() + limit;
	bool done = false, ok = false;

	*ret = (struct control_reply){ .rows = json_array(), .code = CTINIT_EXIT_FAILED };
	int error = control_open(&link, request);
	if (error < 0)
		return fail_to_open(ret, error);
	while (!done) {
		json_t *row = NULL;
		enum control_event event =
			control_next(&link, end - clock_now(), client, &row);

		done = true;
		if (event == CONTROL_ROW && json_object_get(row, "ok")) {
			ok = finish(ret, row);
		} else if (event == CONTROL_ROW && json_array_size(ret->rows) < ROWS_MAX) {
			json_array_append_new(ret->rows, row);
			done = false;
		} else if (event == CONTROL_ROW) {
			json_decref(row);
			fail(ret, CTINIT_EXIT_FAILED, "the reply has too many lines");
		} else if (event == CONTROL_QUIET) {
			fail(ret, CTINIT_EXIT_TIMED_OUT, "no reply in time");
		} else {
			fail(ret, CTINIT_EXIT_NO_INIT,
			     event == CONTROL_END ? "the reply ended too early"
						  : "the reply is not readable");
		}
	}
	control_close(&link);
	return ok;
}

void control_reply_free(struct control_reply *reply)
{
	json_decref(reply->rows);
	json_decref(reply->last);
	reply->rows = reply->last = NULL;
}

const char *row_text(const json_t *row, const char *key)
{
	return json_string_value(json_object_get(row, key));
}

long long row_number(const json_t *row, const char *key, long long otherwise)
{
	const json_t *value = json_object_get(row, key);
	long long number = json_is_integer(value) ? json_integer_value(value) : otherwise;

	return number >= -ROW_NUMBER_MAX && number <= ROW_NUMBER_MAX ? number : otherwise;
}

bool row_is(const json_t *row, const char *type)
{
	const char *text = row_text(row, "type");

	return text && strcmp(text, type) == 0;
}
