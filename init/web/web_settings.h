/* init/web/web_settings.h - reads the command line of ctinit-web.
 *
 * Private to the room. */
#ifndef INIT_WEB_WEB_SETTINGS_H
#define INIT_WEB_WEB_SETTINGS_H

#include <stdbool.h>
#include <stdio.h>
#include <sys/types.h>

#define WEB_LISTENERS_MAX 4
#define WEB_HOSTS_MAX     16
#define WEB_LISTEN        "tcp:127.0.0.1:9001"

struct web_settings {
	const char *listen[WEB_LISTENERS_MAX]; /* tcp:ADDRESS:PORT or unix:PATH */
	unsigned listeners;
	const char *hosts[WEB_HOSTS_MAX]; /* names that a Host header may have */
	unsigned host_count;
	const char *control;    /* the control socket; NULL: search for it */
	const char *container;  /* the container of `ctinit run`, or NULL */
	const char *user;       /* NAME or UID[:GID] to become; NULL: stay */
	const char *token_file; /* NULL: make a token and print it */
	const char *owner;      /* USER:GROUP of the Unix socket; NULL: unchanged */
	mode_t mode;            /* of the Unix socket */
	bool read_only;         /* no request may change anything */
};

/* Reads the arguments after the program's name. Returns -1 if the program shall serve, or
 * the exit code, after a message or the help. */
int web_settings_read(struct web_settings *ret, int argc, char **argv);

/* Prints the options. With `manual` in the format of the manual page. */
void web_settings_print(FILE *out, bool manual);

#endif
