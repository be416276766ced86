/* supervisor/control/client_slots.h - keeps the slots of the clients: who gets one, and
 * what happens when a client ends.
 *
 * Private to the room.
 *
 * Memory: static, and untouched until a client connects. The pages of a client are given
 *         back when it ends. */
#ifndef SUPERVISOR_CONTROL_CLIENT_SLOTS_H
#define SUPERVISOR_CONTROL_CLIENT_SLOTS_H

#include "supervisor/base/io.h"
#include "supervisor/control/client_request.h"
#include "supervisor/control/rights.h"

enum client_phase {
	CLIENT_FREE,
	CLIENT_READING,  /* the request is not complete */
	CLIENT_REPLYING, /* there is something to send, or to make */
	CLIENT_WAITING,  /* the request waits for an event */
	CLIENT_DISCARDED /* shut down; it still holds descriptors */
};

struct control_client {
	struct served_request request;
	struct io io;
	uint8_t phase; /* enum client_phase */
	uint8_t step;  /* enum step: what the handler returned last */
	bool deaf;     /* it has sent more than a line, or will send no more */
	uint32_t received, sent;
	uint64_t number; /* clients are numbered as they come */
	msec by;         /* when it is dropped, or looked at again; 0: never */
};

#define CLIENT_WORDS_SIZE (3 * 4096) /* pointers and copies of the words of a line */

/* Call once. `due` is called for a client whose time is over. */
void slots_begin(struct context *ctx, void (*due)(struct control_client *client));
/* Returns a slot for a new client, without its pages touched, or NULL. If all are taken,
 * drops a client that has no whole line or no rights. */
struct control_client *slot_take(const struct rights *rights);
/* Shuts down and closes `fd`, for which there is no slot. Returns false if many such
 * descriptors are being closed: accept no more for some time. */
bool slot_refuse(struct context *ctx, int fd);
/* Returns client `i`, which may be free, or NULL if all from there on were always free. */
struct control_client *slot_at(unsigned i);
/* Returns the page of the request and the reply, CONTROL_LINE_MAX bytes. */
char *slot_line(const struct control_client *client);
/* Returns CLIENT_WORDS_SIZE bytes for the words of the request. */
char *slot_words(const struct control_client *client);
/* Sets when `due` is called; 0: never. */
void slot_set_deadline(struct control_client *client, msec by);
/* Ends a client. Its descriptor is closed soon: what it holds may make the close block. */
void slot_drop(struct control_client *client);
/* Ends a client whose descriptor belongs to another part of ctinit from now on. */
void slot_release(struct control_client *client);
/* Drops all clients. */
void slots_end(struct context *ctx);

#endif
