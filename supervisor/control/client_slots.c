/* supervisor/control/client_slots.c - keeps the slots of the clients: who gets one, and
 * what happens when a client ends. */
#include "supervisor/control/client_slots.h"

#include "conf/base/clock.h"
#include "supervisor/base/timer.h"
#include "supervisor/proc/scm_rights.h"

#include <string.h>
#include <sys/mman.h>
#include <sys/socket.h>
#include <unistd.h>

#define DISCARD_TIME 50 /* msec; one child for all that end in this time */
#define RETRY_TIME   SECONDS(1)
#define SPARE        32 /* slots for clients that are only closed */
#define SLOTS        (CONTROL_CLIENTS_MAX + SPARE)

struct pages {
	char line[CONTROL_LINE_MAX]; /* first the request, then the reply */
	char words[CLIENT_WORDS_SIZE];
};

static _Alignas(4096) struct pages pages[CONTROL_CLIENTS_MAX];
static struct control_client clients[SLOTS];
static unsigned used; /* slots from here on were always free: they are not even read */
static uint64_t last_number;
static msec last_discard;
static ev_timer timer;
static void (*on_due)(struct control_client *client);

struct control_client *slot_at(unsigned i)
{
	return i < CONTROL_CLIENTS_MAX && i < used ? &clients[i] : NULL;
}

char *slot_line(const struct control_client *client)
{
	return pages[client - clients].line;
}

char *slot_words(const struct control_client *client)
{
	return pages[client - clients].words;
}

/* ---- the timer of all clients ---- */

static void arm_timer(struct context *ctx)
{
	msec next = 0, left;

	for (unsigned i = 0; i < used; i++) {
		if (clients[i].phase != CLIENT_FREE && clients[i].by > 0 &&
		    (next == 0 || clients[i].by < next))
			next = clients[i].by;
	}
	ev_timer_stop(ctx->loop, &timer);
	left = next - clock_now();
	if (next > 0)
		timer_arm(ctx->loop, &timer, (double)(left > 1 ? left : 1) / 1e3);
}

void slot_set_deadline(struct control_client *client, msec by)
{
	struct context *ctx = client->request.ctx;

	client->by = by;
	if (by > 0 &&
	    (!ev_is_active(&timer) ||
	     ev_timer_remaining(ctx->loop, &timer) * 1e3 > (double)(by - clock_now())))
		arm_timer(ctx);
}

/* ---- the end of a client ---- */

void slot_release(struct control_client *client)
{
	struct context *ctx = client->request.ctx;

	io_stop(ctx->loop, &client->io);
	if (client < clients + CONTROL_CLIENTS_MAX)
		madvise(&pages[client - clients], sizeof pages[0], MADV_DONTNEED);
	client->phase = CLIENT_FREE;
	client->by = 0;
	client->request.fd = -1;
}

/* Closes all that are CLIENT_DISCARDED. If no child can be made, they stay for now. */
static void close_discarded(void)
{
	int fds[SLOTS];
	size_t count = 0;
	bool done;

	for (unsigned i = 0; i < used; i++) {
		if (clients[i].phase == CLIENT_DISCARDED)
			fds[count++] = clients[i].request.fd;
	}
	last_discard = clock_now();
	done = count > 0 && sockets_discard(fds, count);
	for (unsigned i = 0; i < used; i++) {
		if (clients[i].phase != CLIENT_DISCARDED)
			continue;
		clients[i].by = last_discard + RETRY_TIME;
		if (done) {
			close(clients[i].request.fd);
			slot_release(&clients[i]);
		}
	}
}

/* Returns the first free slot of these, or NULL. */
static struct control_client *find_free(unsigned first, unsigned end)
{
	for (unsigned i = first; i < end; i++) {
		if (clients[i].phase != CLIENT_FREE)
			continue;
		if (used <= i)
			used = i + 1;
		return &clients[i];
	}
	return NULL;
}

static struct control_client *free_client(void)
{
	return find_free(0, CONTROL_CLIENTS_MAX);
}

static struct control_client *free_spare(void)
{
	return find_free(CONTROL_CLIENTS_MAX, SLOTS);
}

/* Closes the socket now if it holds no descriptors, whose close can block. Else it goes to a
 * spare slot, so that its own is free for a new client at once. */
void slot_drop(struct control_client *client)
{
	struct control_client *spare;

	io_stop(client->request.ctx->loop, &client->io);
	shutdown(client->request.fd, SHUT_RDWR);
	if (socket_drain(client->request.fd)) {
		close(client->request.fd);
		slot_release(client);
		return;
	}
	spare = client < clients + CONTROL_CLIENTS_MAX ? free_spare() : NULL;
	if (spare != NULL) {
		spare->request.ctx = client->request.ctx;
		spare->request.fd = client->request.fd;
		slot_release(client);
		client = spare;
	}
	client->phase = CLIENT_DISCARDED;
	slot_set_deadline(client, clock_now() + DISCARD_TIME);
}

static void on_timer(struct ev_loop *loop, ev_timer *w, int revents)
{
	msec now = clock_now();
	bool discard = false;

	(void)loop;
	(void)revents;
	for (unsigned i = 0; i < used; i++) {
		struct control_client *client = &clients[i];

		if (client->phase == CLIENT_FREE || client->by == 0 || client->by > now)
			continue;
		if (client->phase != CLIENT_DISCARDED)
			on_due(client);
		else
			discard = true;
	}
	if (discard)
		close_discarded();
	arm_timer(w->data);
}

/* ---- slots ---- */

/* Returns how well the client can be dropped for a new one; 0: not at all. Old clients
 * without a whole line go first, and never one with more rights than the new one. */
static unsigned drop_rank(const struct control_client *client, const struct rights *rights)
{
	bool reading = client->phase == CLIENT_READING;

	if (client->phase == CLIENT_FREE || client->phase == CLIENT_DISCARDED)
		return 0;
	if (!client->request.allowed)
		return reading                                              ? 3
		       : client->phase == CLIENT_WAITING || rights->allowed ? 2
									    : 0;
	return reading && rights->allowed && (client->request.uid != 0 || rights->uid == 0)
		       ? 1
		       : 0;
}

struct control_client *slot_take(const struct rights *rights)
{
	struct control_client *slot = free_client(), *worst = NULL;
	unsigned rank = 0;

	if (slot == NULL && clock_now() - last_discard >= DISCARD_TIME / 2)
		close_discarded();
	slot = free_client();
	for (unsigned i = 0; slot == NULL && i < CONTROL_CLIENTS_MAX; i++) {
		unsigned this_rank = drop_rank(&clients[i], rights);

		if (this_rank > rank || (this_rank > 0 && this_rank == rank &&
					 clients[i].number < worst->number)) {
			rank = this_rank;
			worst = &clients[i];
		}
	}
	if (worst != NULL)
		slot_drop(worst);
	slot = free_client();
	if (slot != NULL)
		slot->number = ++last_number;
	return slot;
}

bool slot_refuse(struct context *ctx, int fd)
{
	struct control_client *spare = free_spare();

	if (spare == NULL) {
		socket_close_discarding(fd);
		return false;
	}
	spare->request.ctx = ctx;
	spare->request.fd = fd;
	spare->phase = CLIENT_READING;
	slot_drop(spare);
	return true;
}

void slots_begin(struct context *ctx, void (*due)(struct control_client *client))
{
	on_due = due;
	ev_init(&timer, on_timer);
	timer.data = ctx;
}

void slots_end(struct context *ctx)
{
	struct control_client *client;

	for (unsigned i = 0; (client = slot_at(i)) != NULL; i++) {
		if (client->phase != CLIENT_FREE && client->phase != CLIENT_DISCARDED)
			slot_drop(client);
	}
	close_discarded();
	ev_timer_stop(ctx->loop, &timer);
}
