/* supervisor/proc/mark.c - the service that a process's environment names. */
#include "supervisor/proc/tree.h"

#include <errno.h>
#include <fcntl.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#define ENVIRON_MOST (1u << 20)

struct finder {
	char *to;               /* the value being taken; NULL: none */
	size_t used;            /* of the value */
	size_t at;              /* in this variable */
	bool service, instance; /* the name so far is theirs */
};

static void take_byte(struct finder *f, char c, char *service, char *instance)
{
	static const char names[2][17] = { "CTINIT_SERVICE=", "CTINIT_INSTANCE=" };

	if (f->to != NULL) {
		if (f->used < TREE_WORD)
			f->to[f->used++] = c;
		if (c == '\0' || f->used == TREE_WORD) {
			if (c != '\0') /* too long to be one of ours */
				f->to[0] = '\0';
			f->to = NULL;
		}
	} else {
		f->service = f->service && f->at < 15 && c == names[0][f->at];
		f->instance = f->instance && f->at < 16 && c == names[1][f->at];
		f->used = 0;
		if (f->service && f->at == 14 && service[0] == '\0')
			f->to = service;
		else if (f->instance && f->at == 15 && instance[0] == '\0')
			f->to = instance;
	}
	f->at++;
	if (c == '\0') {
		f->at = 0;
		f->service = f->instance = true;
	}
}

/* Its memory is new and empty: field 51, env_end, is not set yet (fs/proc/base.c,
 * environ_read). */
static bool is_in_exec(const struct tree *t, pid_t pid)
{
	char path[32], text[1024], *at;

	snprintf(path, sizeof path, "%d/stat", (int)pid);
	if (tree_read(t, path, text, sizeof text) < 0 || (at = strrchr(text, ')')) == NULL)
		return false;
	for (int field = 2; at != NULL && field < 51; field++)
		at = strchr(at + 1, ' ');
	return at != NULL && strtoull(at, NULL, 10) == 0;
}

int tree_mark(const struct tree *t, pid_t pid, char service[TREE_WORD],
	      char instance[TREE_WORD])
{
	struct finder f = { .service = true, .instance = true };
	char path[32], text[4096];
	size_t total = 0;
	ssize_t n = 0;
	int fd;

	service[0] = instance[0] = '\0';
	snprintf(path, sizeof path, "%d/environ", (int)pid);
	fd = t->proc_fd < 0 ? -1 : tree_open_file(t, path, O_RDONLY);
	while (fd >= 0 && total < ENVIRON_MOST && (n = read(fd, text, sizeof text)) > 0) {
		for (ssize_t i = 0; i < n; i++)
			take_byte(&f, text[i], service, instance);
		total += (size_t)n;
	}
	if (fd >= 0)
		close(fd);
	if (f.to != NULL) /* it ended within a value: not a whole word */
		f.to[0] = '\0';
	if (fd >= 0 && total == 0 && n == 0 && is_in_exec(t, pid))
		return -EAGAIN;
	return service[0] != '\0';
}
