/* supervisor/output/log_request.c - passes clients that read the logs to the logger. */
#include "conf/base/text.h"
#include "supervisor/base/context.h"
#include "supervisor/base/unit.h"
#include "supervisor/output/log_stream.h"
#include "supervisor/output/logger_child.h"

#include <errno.h>
#include <stdio.h>

#define NAME_TEXT_SIZE 64 /* a name has at most 38 bytes (conf/lang/name_syntax.h) */

/* Returns true if the logger gets no packet before this one. */
static bool may_send(const struct logger_child *logger)
{
	return logger->socket >= 0 && !logger_phase_is_handover(logger->phase) &&
	       logger_phase_has_process(logger->phase) && logger->first == NULL &&
	       !(logger->to_send & (SEND_HELLO | SEND_HANDOVER | SEND_START));
}

static bool add_unit(union packet *m, size_t *len, const struct unit *u)
{
	char text[NAME_TEXT_SIZE];

	snprintf(text, sizeof text, "%c%.60s",
		 u->log != NULL && log_stream_is_wanted(u->section) ? LOG_READER_SHOW
								    : LOG_READER_NO_LOGS,
		 unit_name(u));
	m->log_reader.text_count++;
	return packet_append(m, len, text);
}

static int build_packet(const struct context *ctx, const struct log_request *request,
			union packet *m, size_t *ret_len)
{
	m->log_reader = (struct packet_log_reader){ .kind = PACKET_LOG_READER,
						    .lines = request->lines,
						    .follow = request->follow,
						    .all = request->all,
						    .since_usec = request->since_usec };
	*ret_len = sizeof m->log_reader;
	for (uint32_t i = 0; !request->all && i < ctx->count; i++)
		if (request->names_unit(request->context, i) &&
		    !add_unit(m, ret_len, ctx->units[i]))
			return -E2BIG;
	return 0;
}

int output_pass_log_reader(struct context *ctx, const struct log_request *request)
{
	struct logger_child *logger = ctx->logger;
	size_t len;
	int r;

	if (logger == NULL || logger->log_memory_fd < 0)
		return -ENOENT;
	if (logger->wait == WAIT_DRAIN || logger->phase == LOGGER_FAILED)
		return -ESHUTDOWN;
	logger_move(logger, LOGGER_ON_NEEDED, NULL);
	r = may_send(logger) ? build_packet(ctx, request, &output_packet, &len) : -EAGAIN;
	if (r == 0)
		r = packet_send(logger->socket, &output_packet, len, &request->fd, 1);
	if (r == -EAGAIN) {
		logger_enqueue(logger, SEND_LOG_READERS);
	} else if (r < 0 && r != -ENOBUFS && r != -E2BIG) {
		/* It has died: the next one gets the client. */
		logger->to_send |= SEND_LOG_READERS;
		r = -EAGAIN;
	}
	watchdog_start(logger);
	return r;
}
