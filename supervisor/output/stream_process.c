/* supervisor/output/stream_process.c - records start and end of a service's run. */
#include "supervisor/output/log_stream.h"

#include "supervisor/base/unit.h"

void log_stream_process_started(struct unit *u, int32_t pid, bool awaits_match)
{
	struct log_stream *stream = u->log;

	if (stream == NULL)
		return;
	log_stream_keep_open(stream);
	if (!log_stream_is_open(stream))
		return;
	stream->pid = pid;
	stream->process_ended = false;
	stream->run_id++;
	stream->awaits_match = awaits_match && !stream->regex_is_slow;
	log_stream_enqueue(stream, STREAM_SEND_PROCESS);
}

void log_stream_process_ended(struct unit *u)
{
	struct log_stream *stream = u->log;

	if (stream == NULL || stream->pid == 0 || stream->process_ended)
		return;
	stream->process_ended = true;
	stream->awaits_match = false;
	stream->ended_run_id = stream->run_id;
	stream->ended_pid = stream->pid;
	stream->to_send &= (uint8_t)~STREAM_SEND_PROCESS;
	log_stream_enqueue(stream, STREAM_SEND_END);
}
