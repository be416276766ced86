/* init/client/places.c - lists the places where the control socket of an init may be. */
#include "init/client/places.h"

#include <dirent.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

static void add_place(struct control_places *places, const char *dir, const char *name)
{
	char *to = places->names[places->count];
	int n;

	if (dir == NULL || places->count == PLACES_MAX)
		return;
	n = snprintf(to, sizeof places->names[0], "%s%s", dir, name);
	if (n > 0 && (size_t)n < sizeof places->names[0])
		places->count++;
}

/* Returns the directory "ctinit" of the user: below XDG_RUNTIME_DIR, or /tmp/ctinit-UID if
 * that belongs to the user, because everybody can make files in /tmp. Returns NULL if there
 * is none. */
static const char *user_dir(void)
{
	static char dir[80];
	const char *runtime = getenv("XDG_RUNTIME_DIR");
	struct stat st;
	int n;

	if (runtime != NULL && runtime[0] == '/') {
		n = snprintf(dir, sizeof dir, "%s/ctinit", runtime);
		return n > 0 && (size_t)n < sizeof dir ? dir : NULL;
	}
	snprintf(dir, sizeof dir, "/tmp/ctinit-%u", geteuid());
	if (lstat(dir, &st) < 0 || !S_ISDIR(st.st_mode) || st.st_uid != geteuid() ||
	    (st.st_mode & 022) != 0)
		return NULL;
	return dir;
}

/* Adds the sockets @ctinit/PIDNS/PID of this pid namespace. /proc/net/unix has one socket
 * in a line, with its path at the end (proc_net_unix(5)). */
static void add_abstract(struct control_places *places)
{
	char front[64], line[512];
	struct stat st;
	FILE *file = fopen("/proc/net/unix", "re");

	if (file == NULL || stat("/proc/self/ns/pid", &st) < 0) {
		if (file != NULL)
			fclose(file);
		return;
	}
	snprintf(front, sizeof front, CONTROL_ABSTRACT "%llu/",
		 (unsigned long long)st.st_ino);
	while (fgets(line, sizeof line, file) != NULL) {
		char *name = strstr(line, front);

		if (name == NULL || places->count == PLACES_MAX)
			continue;
		name[strcspn(name, "\n")] = '\0';
		/* An accepted connection has the same name. */
		if (places->count == 0 ||
		    strcmp(places->names[places->count - 1], name) != 0)
			add_place(places, name, "");
	}
	fclose(file);
}

void places_find(struct control_places *places, const struct client_target *target)
{
	char tail[100];

	places->count = 0;
	if (target->control != NULL) {
		add_place(places, target->control, "");
	} else if (target->container != NULL) {
		int n = snprintf(tail, sizeof tail, "/containers/%s/control",
				 target->container);
		if (strchr(target->container, '/') != NULL || n < 0 ||
		    (size_t)n >= sizeof tail)
			return;
		add_place(places, CONTROL_DIR, tail);
		add_place(places, user_dir(), tail);
	} else {
		const char *named = getenv(CONTROL_VARIABLE);

		add_place(places, named != NULL && named[0] != '\0' ? named : NULL, "");
		add_place(places, CONTROL_DIR, "/control");
		add_place(places, user_dir(), "/control");
		add_abstract(places);
	}
}

static void append_names(struct text *err, const char *dir, bool *ret_found)
{
	char path[128];
	struct dirent *entry;
	DIR *names;

	snprintf(path, sizeof path, "%s/containers", dir != NULL ? dir : "");
	names = dir != NULL ? opendir(path) : NULL;
	while (names != NULL && (entry = readdir(names)) != NULL) {
		if (entry->d_name[0] == '.')
			continue;
		text_append(err, "%s--container %s",
			    *ret_found ? ", " : "; containers on this host: ",
			    entry->d_name);
		*ret_found = true;
	}
	if (names != NULL)
		closedir(names);
}

void places_append_containers(struct text *err)
{
	bool found = false;

	append_names(err, CONTROL_DIR, &found);
	append_names(err, user_dir(), &found);
}
