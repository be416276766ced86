/* init/web/control_place.c - connects to the control socket of the init. */
#include "init/web/control_place.h"

#include "init/client/client.h"
#include "init/client/places.h"

#include <errno.h>
#include <pthread.h>
#include <sys/socket.h>

static struct client_target target;

void control_place_set(const char *control, const char *container)
{
	target = (struct client_target){ .control = control, .container = container };
}

int control_place_connect(void)
{
	static pthread_mutex_t lock = PTHREAD_MUTEX_INITIALIZER;
	static struct control_places places; /* as init/client, which has no threads */
	int fd = -ENOENT;

	pthread_mutex_lock(&lock);
	places_find(&places, &target);
	for (size_t i = 0; i < places.count && fd < 0; i++)
		fd = client_connect_place(places.names[i], SOCK_NONBLOCK);
	pthread_mutex_unlock(&lock);
	return fd;
}
