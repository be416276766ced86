/* init/web/web_settings.c - reads the command line of ctinit-web. */
#include "init/web/web_settings.h"

#include "conf/base/base.h"
#include "conf/base/exits.h"

#include <jansson.h>
#include <microhttpd.h>
#include <stdlib.h>
#include <string.h>

static const char *set_listen(struct web_settings *s, const char *value)
{
	if (strncmp(value, "tcp:", 4) != 0 && strncmp(value, "unix:", 5) != 0)
		return "must be tcp:ADDRESS:PORT or unix:PATH";
	if (s->listeners == WEB_LISTENERS_MAX)
		return "is given too often: at most 4 times";
	s->listen[s->listeners++] = value;
	return NULL;
}

static const char *set_host(struct web_settings *s, const char *value)
{
	if (s->host_count == WEB_HOSTS_MAX)
		return "is given too often: at most 16 times";
	s->hosts[s->host_count++] = value;
	return NULL;
}

static const char *set_control(struct web_settings *s, const char *value)
{
	s->control = value;
	return NULL;
}

static const char *set_container(struct web_settings *s, const char *value)
{
	s->container = value;
	return NULL;
}

static const char *set_user(struct web_settings *s, const char *value)
{
	s->user = value;
	return NULL;
}

static const char *set_token_file(struct web_settings *s, const char *value)
{
	s->token_file = value;
	return value[0] == '/' ? NULL : "must be an absolute path";
}

static const char *set_owner(struct web_settings *s, const char *value)
{
	s->owner = value;
	return NULL;
}

static const char *set_mode(struct web_settings *s, const char *value)
{
	char *end;
	unsigned long mode = strtoul(value, &end, 8);

	if (*value < '0' || *value > '7' || *end != '\0' || mode > 0777)
		return "must be an octal mode such as 0660";
	s->mode = (mode_t)mode;
	return NULL;
}

static const char *set_read_only(struct web_settings *s, const char *value)
{
	(void)value;
	s->read_only = true;
	return NULL;
}

static const struct web_option {
	const char *name, *value; /* value: NULL if it takes none */
	const char *(*set)(struct web_settings *s, const char *value);
	const char *meaning;
} options[] = {
	{ "--listen", "ADDRESS", set_listen,
	  "tcp:ADDRESS:PORT, tcp:[ADDRESS]:PORT or unix:PATH; up to 4 times. "
	  "Default: " WEB_LISTEN "." },
	{ "--control", "PATH", set_control,
	  "The control socket. Default: CTINIT_CONTROL, /run/ctinit/control, "
	  "ctinit/control in "
	  "XDG_RUNTIME_DIR, then the abstract sockets of this pid namespace." },
	{ "--container", "NAME", set_container,
	  "The container of this name, which ctinit run on this host has made." },
	{ "--user", "USER", set_user,
	  "Become this user, NAME or UID[:GID], after the sockets are open. control-allow "
	  "of "
	  "svc.ini must name it if it shall make changes." },
	{ "--token-file", "PATH", set_token_file,
	  "Read the token from this file, which only its owner may access. If there is no "
	  "such "
	  "file, make a token and write it there. Without this option a new token is "
	  "printed "
	  "once, at the start." },
	{ "--host", "NAME", set_host,
	  "A name that the Host header of a request may have, beside localhost and IP "
	  "addresses; up to 16 times." },
	{ "--owner", "USER:GROUP", set_owner, "The owner of the Unix socket." },
	{ "--mode", "MODE", set_mode, "The mode of the Unix socket. Default: 0660." },
	{ "--read-only", NULL, set_read_only, "Refuse all changes; make no token." },
};

void web_settings_print(FILE *out, bool manual)
{
	if (!manual)
		fputs("usage: ctinit web [OPTIONS]\n\n"
		      "Serve a page, metrics and an HTTP API for a container.\n\n",
		      out);
	for (size_t i = 0; i < ARRAY_LEN(options); i++) {
		const struct web_option *o = &options[i];
		const char *value = o->value ? o->value : "";

		if (manual)
			fprintf(out, "*%s* %s\n\t%s\n\n", o->name, value, o->meaning);
		else
			fprintf(out, "  %s %s\n      %s\n", o->name, value, o->meaning);
	}
	if (!manual)
		fputs("  --version\n      Print the version and those of the libraries.\n"
		      "\nManual: ctinit-web(1).\n",
		      out);
}

static int wrong(const char *name, const char *what)
{
	fprintf(stderr, "ctinit-web: %s %s; see ctinit-web --help\n", name, what);
	return CTINIT_EXIT_USAGE;
}

/* Reads argv[*i], and its value from the same or the next word. */
static int read_option(struct web_settings *s, char **argv, int *i)
{
	const char *word = argv[*i];

	for (size_t k = 0; k < ARRAY_LEN(options); k++) {
		const struct web_option *o = &options[k];
		size_t len = strlen(o->name);
		const char *value = "", *fault;

		if (strncmp(word, o->name, len) != 0 || (word[len] && word[len] != '='))
			continue;
		if (!o->value && word[len])
			return wrong(o->name, "takes no value");
		if (o->value)
			value = word[len] ? word + len + 1 : argv[++*i];
		if (!value)
			return wrong(o->name, "needs a value");
		fault = o->set(s, value);
		return fault ? wrong(o->name, fault) : -1;
	}
	return wrong(word, "is no option");
}

int web_settings_read(struct web_settings *ret, int argc, char **argv)
{
	*ret = (struct web_settings){ .mode = 0660 };
	for (int i = 1; i < argc; i++) {
		if (strcmp(argv[i], "--version") == 0) {
			printf("ctinit-web %s\nlibmicrohttpd: %s\njansson: %s\n",
			       CTINIT_VERSION, MHD_get_version(), jansson_version_str());
			return CTINIT_EXIT_OK;
		}
		if (strcmp(argv[i], "--help") == 0 || strcmp(argv[i], "-h") == 0 ||
		    strcmp(argv[i], "--manual") == 0) {
			web_settings_print(stdout, argv[i][2] == 'm');
			return CTINIT_EXIT_OK;
		}
		int code = read_option(ret, argv, &i);
		if (code >= 0)
			return code;
	}
	if (ret->listeners == 0)
		ret->listen[ret->listeners++] = WEB_LISTEN;
	return -1;
}
