/* init/web/web_main.c - the program ctinit-web: reads its options and serves. */
#include "conf/base/exits.h"

#include <jansson.h>
#include <microhttpd.h>
#include <stdio.h>
#include <string.h>

int main(int argc, char **argv)
{
	if (argc == 2 && strcmp(argv[1], "--version") == 0) {
		printf("ctinit-web %s\nlibmicrohttpd: %s\njansson: %s\n", CTINIT_VERSION,
		       MHD_get_version(), jansson_version_str());
		return CTINIT_EXIT_OK;
	}
	fputs("usage: ctinit-web --version\n", stderr);
	return CTINIT_EXIT_USAGE;
}
