/* tests/lib/stage/options.c - parses the command line of conform_stage. */
#include "tests/lib/stage/stage.h"

#include <stdlib.h>
#include <string.h>

struct stage_options want = { .uid = -1 };

bool option(char *word)
{
	char *value = strchr(word, '=');

	if (value)
		*value++ = 0;
#define FLAG(name)                \
	if (!strcmp(word, #name)) \
		return want.name = true;
	FLAG(child)
	FLAG(user)
	FLAG(noproc)
	FLAG(nodev)
	FLAG(readonly)
	FLAG(early)
	FLAG(middle)
	FLAG(listen_self)
	FLAG(subreaper)
	if (!value)
		return false;
	if (!strcmp(word, "uid"))
		want.uid = atoi(value);
	else if (!strcmp(word, "closed")) /* bit N is descriptor N */
		want.closed = atoi(value);
	else if (!strcmp(word, "extra_fd"))
		want.extra_fd = atoi(value);
	/* Bit N is signal N + 1, as in kernel signal sets. */
	else if (!strcmp(word, "block"))
		want.block = strtoull(value, NULL, 16);
	else if (!strcmp(word, "ignore"))
		want.ignore = strtoull(value, NULL, 16);
	else if (!strcmp(word, "tty"))
		want.tty = value;
	else if (!strcmp(word, "cwd"))
		want.cwd = value;
	else if (!strcmp(word, "bare"))
		want.bare = value;
	else
		return false;
	return true;
}
