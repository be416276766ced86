/* init/verbs/request.c - asks a running init, and reports why it refused. */
#include "init/verbs/request.h"

#include "conf/base/clock.h"
#include "conf/base/exits.h"
#include "conf/base/number.h"
#include "init/verbs/print_line.h"
#include "init/verbs/usage.h"

#include <errno.h>
#include <poll.h>
#include <stdio.h>
#include <string.h>

void request_begin(struct client_request *r, const struct verb *verb,
		   const struct client_options *options, const char *word)
{
	r->verb = verb;
	r->options = options;
	r->on_line = NULL;
	r->may_end = r->ended = false;
	r->limit = 0;
	r->silent = false;
	r->wake_fds[0] = r->wake_fds[1] = -1;
	r->error[0] = '\0';
	r->count = 0;
	r->words[0] = NULL;
	request_add(r, word);
}

/* More words than fit here are also too long for a request: the last one is then empty, and
 * client_send() refuses them. */
void request_add(struct client_request *r, const char *word)
{
	if (r->count + 1 < ARRAY_LEN(r->words))
		r->words[r->count++] = word;
	r->words[r->count] = NULL;
}

void request_add_operands(struct client_request *r, size_t from)
{
	for (size_t i = from; i < r->options->count; i++)
		request_add(r, r->options->words[i]);
}

int request_add_timeout(struct client_request *r)
{
	const char *text = r->options->timeout;
	msec limit;

	if (!text)
		return 0;
	if (!number_parse_msec(text, &limit) || limit <= 0)
		return verb_usage(r->verb,
				  "--timeout must be a time such as 30s or 2m, not \"%s\"",
				  text);
	snprintf(r->numbers[0], sizeof r->numbers[0], "--timeout=%lld", (long long)limit);
	request_add(r, r->numbers[0]);
	return 0;
}

/* The last line is {"ok":...}; all others begin with their type. */
static bool is_last_line(const char *line)
{
	return strncmp(line, "{\"ok\":", 6) == 0;
}

static int exit_code(const struct json_object *last)
{
	int64_t code = json_number(last, "exit", CTINIT_EXIT_FAILED);

	if (json_is_true(last, "ok"))
		return CTINIT_EXIT_OK;
	return code > 0 && code < CTINIT_EXIT_SETUP ? (int)code : CTINIT_EXIT_FAILED;
}

/* Like client_read_line(). With a limit, -ETIMEDOUT after `until`, and -EINTR if another
 * descriptor is readable first. */
static int read_line_until(const struct client_request *r, struct client *c, msec until)
{
	int len;

	if (r->limit == 0)
		return client_read_line(c, true);
	while ((len = client_read_line(c, false)) == -EAGAIN) {
		struct pollfd polls[] = { { c->fd, POLLIN, 0 },
					  { r->wake_fds[0], POLLIN, 0 },
					  { r->wake_fds[1], POLLIN, 0 } };
		msec left = until - clock_now();

		if (left <= 0)
			return -ETIMEDOUT;
		if (poll(polls, ARRAY_LEN(polls), (int)left) < 0 && errno != EINTR)
			return -errno;
		if (polls[1].revents || polls[2].revents)
			return -EINTR;
	}
	return len;
}

/* Handles the lines of the reply. Returns the exit code. */
static int read_reply(struct client_request *r, struct client *c, bool quiet)
{
	msec until = clock_now() + r->limit;
	int len;

	while ((len = read_line_until(r, c, until)) > 0) {
		bool last = is_last_line(c->line);

		if (!last && !quiet && r->options->json) {
			puts(c->line);
			fflush(stdout);
			continue;
		}
		if (!client_parse_line(c))
			continue;
		if (last) {
			snprintf(r->error, sizeof r->error, "%s",
				 json_text(&c->last, "error"));
			return exit_code(&c->last);
		}
		if (r->on_line)
			r->on_line(r->data, &c->last);
	}
	r->ended = true;
	r->silent = len == -ETIMEDOUT;
	if (r->may_end)
		return CTINIT_EXIT_OK;
	snprintf(r->error, sizeof r->error, "%s",
		 len == -EINTR       ? ""
		 : len == -ETIMEDOUT ? "the init does not answer"
		 : len < 0
			 ? "the reply of the init cannot be read"
			 : "the init closed the connection before its reply was complete");
	return CTINIT_EXIT_NO_INIT;
}

static int request_run(struct client_request *r, bool quiet)
{
	static struct client c;
	int code = CTINIT_EXIT_NO_INIT;
	int err = client_connect(&c, &r->options->target, &TEXT(r->error));

	r->silent = err == -EAGAIN;
	if (err == 0)
		code = client_send(&c, r->words, NULL, 0, &TEXT(r->error)) < 0
			       ? CTINIT_EXIT_USAGE
			       : read_reply(r, &c, quiet);
	client_close(&c);
	return code;
}

int request_send_quietly(struct client_request *r)
{
	return request_run(r, true);
}

int request_send(struct client_request *r)
{
	int code = request_run(r, false);

	fflush(stdout);
	if (code != CTINIT_EXIT_OK && !r->silent)
		print_line(stderr, "ctinit %s: %s", r->verb->name, r->error);
	return code;
}
