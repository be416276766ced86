/* supervisor/control/logs_request.c - answers `logs`: the logger does, with a copy of the
 * connection. */
#include "conf/base/clock.h"
#include "conf/base/exits.h"
#include "supervisor/control/client_request.h"
#include "supervisor/output/output.h"
#include "supervisor/proc/scm_rights.h"

#include <errno.h>
#include <stdint.h>
#include <string.h>
#include <sys/socket.h>

#define LOGGER_TIME SECONDS(10) /* how long a client waits for a logger */

static bool names_all(const struct served_request *request)
{
	for (size_t i = 0; i < request->names.count; i++)
		if (strcmp(request->names.words[i], "all") == 0)
			return true;
	return request->names.count == 0;
}

static bool names_unit(void *context, uint32_t i)
{
	const struct served_request *request = context;

	return names_have(request->ctx, &request->names, i);
}

/* The last close of a socket that holds descriptors can block. After us it is the logger's,
 * or ours if the logger dies now. */
static bool holds_descriptors(int fd)
{
	char some;
	struct iovec part = { &some, 1 };
	struct msghdr message = { .msg_iov = &part, .msg_iovlen = 1 };

	scm_rights_refuse(fd);
	return recvmsg(fd, &message, MSG_PEEK | MSG_DONTWAIT) >= 0 &&
	       (message.msg_flags & MSG_CTRUNC) != 0;
}

static enum step refuse_logs(struct served_request *request, const char *why)
{
	return request_last(reply_error(&request->reply, CTINIT_EXIT_FAILED, "%s", why));
}

static enum step logs_step(struct served_request *request)
{
	const struct request_options *options = &request->options;
	const struct log_request logs = {
		.fd = request->fd,
		.follow = options->follow,
		.all = names_all(request),
		.lines = options->lines < 0 ? UINT32_MAX : (uint32_t)options->lines,
		.since_usec = options->since > 0 ? (uint64_t)options->since * 1000 : 0,
		.names_unit = names_unit,
		.context = request,
	};

	if (request->timed_out)
		return refuse_logs(request, "no logger could be started; try again");
	if (holds_descriptors(request->fd))
		return refuse_logs(request, "logs takes no descriptors");
	switch (output_pass_log_reader(request->ctx, &logs)) {
	case 0: return STEP_PASSED;
	case -EAGAIN:
		if (request->deadline == 0)
			request->deadline = clock_now() + LOGGER_TIME;
		return STEP_WAIT;
	case -ENOENT: return refuse_logs(request, "nothing writes to the log");
	case -ESHUTDOWN: return refuse_logs(request, "the container ends");
	case -E2BIG: return refuse_logs(request, "too many units are named");
	default: return refuse_logs(request, "there is no memory for it; try again");
	}
}

const struct request_handler handler_logs = {
	.options = "-f -n --since=",
	.max_words = WORDS_ANY,
	.survives_reload = true,
	.step = logs_step,
};
