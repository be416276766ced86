/* init/web/control_link.h - asks the control socket of a container.
 *
 * Each request is a connection of its own: one line of words, then lines of flat JSON objects,
 * the last with "ok" (ctinit-control(7)).
 *
 * Private to the room. Functions may be called from every thread. */
#ifndef INIT_WEB_CONTROL_LINK_H
#define INIT_WEB_CONTROL_LINK_H

#include "conf/base/base.h"
#include "conf/base/control_list.h"

#include <jansson.h>
#include <stdbool.h>

#define ROWS_MAX 20000 /* reply lines that control_ask() keeps */

struct control_link {
	int fd;
	size_t used, taken; /* bytes in `buffer`, and how many of them were returned */
	char buffer[2 * CONTROL_LINE_MAX];
};

/* A number of a row that is larger counts as absent, so that sums and products fit. */
#define ROW_NUMBER_MAX 1000000000000000LL

/* What control_next() found. */
enum control_event {
	CONTROL_ROW,   /* a reply line */
	CONTROL_QUIET, /* nothing for that long */
	CONTROL_LEFT,  /* the HTTP client has closed its connection */
	CONTROL_END,   /* the server has closed its connection */
	CONTROL_BAD    /* the server sent something else than lines of JSON objects */
};

/* Connects and sends the request, which has no newline. Returns 0, or a negative errno:
 * -ENOENT if there is no socket, -EAGAIN if the server has too many clients. */
int control_open(struct control_link *link, const char *request);
void control_close(struct control_link *link);

/* Waits for a reply line, at most `limit` ms. `client` is the HTTP client's descriptor, or -1.
 * The caller owns *ret_row if the result is CONTROL_ROW. */
enum control_event control_next(struct control_link *link, msec limit, int client,
				json_t **ret_row);

/* The reply to one request. */
struct control_reply {
	json_t *rows; /* an array of the lines before the last one */
	json_t *last; /* the last line; NULL if it did not come */
	int code;     /* a CTINIT_EXIT_ code: that of the last line, NO_INIT, TIMED_OUT */
	char error[256]; /* "" if the request succeeded */
};

/* Sends the request and collects the reply, at most for `limit` ms. Returns true if the reply
 * is {"ok":true}. Free the reply in every case. */
bool control_ask(struct control_reply *ret, const char *request, msec limit, int client);
void control_reply_free(struct control_reply *reply);

/* Returns the text, number or truth of a member of a row, or the given value if it is absent
 * or has another type. */
const char *row_text(const json_t *row, const char *key);
long long row_number(const json_t *row, const char *key, long long otherwise);
bool row_is(const json_t *row, const char *type);

#endif
