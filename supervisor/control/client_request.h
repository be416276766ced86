/* supervisor/control/client_request.h - defines a request, and what answers it.
 *
 * Private to the room. */
#ifndef SUPERVISOR_CONTROL_CLIENT_REQUEST_H
#define SUPERVISOR_CONTROL_CLIENT_REQUEST_H

#include "conf/base/control_list.h"
#include "supervisor/control/reply.h"
#include "supervisor/control/unit_names.h"

#include <sys/types.h>

enum step {
	STEP_MORE,   /* call again when the reply was sent */
	STEP_WAIT,   /* call again when a unit has changed its state or the time is over */
	STEP_END,    /* the last line is written */
	STEP_PASSED, /* another process has a copy of `fd`, and sends the rest */
	STEP_TAKEN,  /* the handler has taken `fd`: it has closed or passed it */
};

/* The bits of request_options.states for what is no state of the core, but a word of
 * `status`: ready and unhealthy, down and disabled. */
enum { WAIT_UNHEALTHY = SVC_STATE_COUNT, WAIT_DISABLED };

/* The options of all requests; a request accepts those that its handler lists. */
struct request_options {
	bool usage, live, follow, dry_run;
	msec timeout;        /* -1: none */
	uint32_t states;     /* bit N: enum svc_state N, or WAIT_ above */
	int64_t lines;       /* -1: not set */
	int64_t since;       /* Unix time in ms; -1: not set */
	unsigned rows, cols; /* 0: no --tty */
	const char *user;    /* NULL: not set */
};

struct served_request {
	struct context *ctx;
	const struct request_handler *handler;
	struct request_options options;
	/* The words after the name and the options. They live as long as the request. */
	char **words;
	size_t word_count;
	struct names names; /* those of `words` that are names of units */
	struct reply reply;
	msec deadline; /* of a request that waits; 0: none */
	bool timed_out;
	msec notice_at;       /* when a request that waits next says why; 0: not yet set */
	bool notice_due;      /* that time has come */
	uint64_t notice_hash; /* of what it has said last; 0: nothing */
	bool has_fds; /* descriptors are attached; the line is still in the socket */
	bool allowed; /* of CONTROL_ALLOWED */
	uid_t uid;    /* of the client; 0 for a trusted one */
	pid_t pid;    /* of the client; 0: not of our pid namespace */
	int fd;       /* the connection */
	/* For the handler; all 0 at first. */
	uint32_t stage;
	struct names_cursor cursor;
	uint32_t pos[3];
	uint64_t event;
	const void *conf_seen; /* the configuration in force when the request began */
};

#define WORDS_ANY 255

struct request_handler {
	/* The options that the request accepts, separated by blanks: "--timeout= -f". */
	const char *options;
	uint8_t min_words, max_words; /* words after the options; WORDS_ANY: no limit */
	bool no_names;                /* the words are not names of units */
	bool services;                /* setups cannot be named */
	bool survives_reload;         /* the reply may continue after a reload */
	bool says_why;                /* while it waits, it calls wait_line() */
	bool takes_fds; /* without --tty, descriptors are attached; the handler
				       * takes the connection, in which the message still is */
	/* Checks and starts the request. Returns false after reply_error(). NULL: always
	 * true. */
	bool (*begin)(struct served_request *request);
	/* Writes at most one line of the reply. Call it again while it returns
	 * STEP_MORE. */
	enum step (*step)(struct served_request *request);
};

/* Returns STEP_END if the last line fits, else STEP_MORE. */
static inline enum step request_last(bool written)
{
	return written ? STEP_END : STEP_MORE;
}

/* Returns the next unit that the request names, or UNIT_NONE, without moving the cursor.
 * request_next() moves it. */
static inline uint32_t request_unit(const struct served_request *request)
{
	struct names_cursor cursor = request->cursor;

	return names_next(request->ctx, &request->names, &cursor);
}
static inline void request_next(struct served_request *request)
{
	names_next(request->ctx, &request->names, &request->cursor);
}

/* Checks that each of request->names names units. Returns false after reply_error(). */
bool request_check_names(struct served_request *request);

/* Handlers, one file for each subject. */
extern const struct request_handler handler_ping, handler_status; /* status_lines.c */
extern const struct request_handler handler_health;               /* health_request.c */
extern const struct request_handler handler_graph;                /* graph_lines.c */
extern const struct request_handler handler_logs;                 /* logs_request.c */
extern const struct request_handler handler_events;               /* event_lines.c */
extern const struct request_handler handler_wait;                 /* unit_goal.c */
/* unit_actions.c */
extern const struct request_handler handler_start, handler_stop, handler_restart;
extern const struct request_handler handler_disable, handler_enable;
/* one_shot.c */
extern const struct request_handler handler_signal, handler_shutdown;
/* reload_request.c */
extern const struct request_handler handler_reload, handler_scale;
extern const struct request_handler handler_exec; /* exec_request.c */

#endif
