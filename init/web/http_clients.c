/* init/web/http_clients.c - keeps the connections of HTTP clients, and their deadlines. */
#include "init/web/http_clients.h"

#include "conf/base/clock.h"

#include <pthread.h>
#include <stdlib.h>
#include <sys/socket.h>
#include <time.h>

#define PLACES_LEFT 8 /* from here on the slowest client has to go */

struct http_client {
	struct http_client *next;
	int fd;
	bool whole; /* its request has arrived */
	enum client_use use;
	msec since;    /* when it was accepted */
	msec deadline; /* 0: none */
};

/* The lock protects everything below. */
static pthread_mutex_t lock = PTHREAD_MUTEX_INITIALIZER;
static pthread_cond_t added = PTHREAD_COND_INITIALIZER;
static struct http_client *clients;
static unsigned count, uses[USE_CHANGE + 1];

/* The connection's thread notices that, and removes the client. */
static void close_client(struct http_client *client)
{
	shutdown(client->fd, SHUT_RDWR);
	client->deadline = 0;
}

static void *close_the_late(void *unused)
{
	(void)unused;
	pthread_mutex_lock(&lock);
	for (;;) {
		const struct timespec second = { .tv_sec = 1 };

		while (!clients)
			pthread_cond_wait(&added, &lock);
		pthread_mutex_unlock(&lock);
		nanosleep(&second, NULL);
		pthread_mutex_lock(&lock);
		msec now = clock_now();
		for (struct http_client *c = clients; c; c = c->next) {
			if (c->deadline && now >= c->deadline)
				close_client(c);
		}
	}
	return NULL;
}

int http_clients_start(void)
{
	pthread_attr_t attributes;
	pthread_t thread;

	pthread_attr_init(&attributes);
	pthread_attr_setstacksize(&attributes, 64 << 10);
	pthread_attr_setdetachstate(&attributes, PTHREAD_CREATE_DETACHED);
	int error = pthread_create(&thread, &attributes, close_the_late, NULL);
	pthread_attr_destroy(&attributes);
	return -error;
}

static void displace_slowest(void)
{
	struct http_client *slowest = NULL;

	for (struct http_client *c = clients; c; c = c->next) {
		if (!c->whole && c->deadline && (!slowest || c->since <= slowest->since))
			slowest = c;
	}
	if (slowest)
		close_client(slowest);
}

struct http_client *http_client_add(int fd)
{
	struct http_client *client = calloc(1, sizeof *client);

	if (!client)
		return NULL;
	client->fd = fd;
	client->since = clock_now();
	client->deadline = client->since + REQUEST_LIMIT;
	pthread_mutex_lock(&lock);
	if (count + PLACES_LEFT >= HTTP_CLIENTS_MAX)
		displace_slowest();
	client->next = clients;
	clients = client;
	count++;
	pthread_cond_signal(&added);
	pthread_mutex_unlock(&lock);
	return client;
}

void http_client_remove(struct http_client *client)
{
	pthread_mutex_lock(&lock);
	for (struct http_client **at = &clients; *at; at = &(*at)->next) {
		if (*at == client) {
			*at = client->next;
			count--;
			if (client->use != USE_NONE)
				uses[client->use]--;
			break;
		}
	}
	pthread_mutex_unlock(&lock);
	free(client);
}

bool http_clients_have_room(void)
{
	pthread_mutex_lock(&lock);
	bool room = count < HTTP_CLIENTS_MAX;
	pthread_mutex_unlock(&lock);
	return room;
}

void http_client_limit(struct http_client *client, msec limit)
{
	pthread_mutex_lock(&lock);
	client->whole = true;
	client->deadline = limit ? clock_now() + limit : 0;
	pthread_mutex_unlock(&lock);
}

bool http_client_hold(struct http_client *client, enum client_use use)
{
	static const unsigned most[] = {
		[USE_STREAM] = HTTP_STREAMS_MAX, [USE_CHANGE] = HTTP_CHANGES_MAX
	};

	pthread_mutex_lock(&lock);
	bool free_place = client->use == use || uses[use] < most[use];
	if (free_place && client->use != use) {
		client->use = use;
		uses[use]++;
	}
	pthread_mutex_unlock(&lock);
	return free_place;
}

static bool replies_are_missing(void)
{
	bool missing = false;

	pthread_mutex_lock(&lock);
	for (struct http_client *c = clients; c && !missing; c = c->next)
		missing = c->whole && c->use != USE_STREAM;
	pthread_mutex_unlock(&lock);
	return missing;
}

void http_clients_drain(msec limit)
{
	const struct timespec pause = { .tv_nsec = 5000000 };
	msec end = clock_now() + limit;

	while (replies_are_missing() && clock_now() < end)
		nanosleep(&pause, NULL);
}

int http_client_fd(const struct http_client *client)
{
	return client->fd;
}
