/* conf/lang/probe_syntax.c - parses the probes of ready, health and wait-for, such as
 * tcp:HOST:PORT. Pure. */
#include "conf/lang/probe_syntax.h"

#include "conf/base/base.h"
#include "conf/base/number.h"
#include "conf/base/text.h"

#include <string.h>

/* Returns true for "HOST:PORT" and "[::1]:80". */
static bool host_port_is_valid(const char *text)
{
	const char *colon = strrchr(text, ':');
	int64_t port;

	for (const char *pos = text; *pos != '\0'; pos++) {
		if (*pos <= ' ' && *pos > 0)
			return false;
	}
	/* A / or @ means a URL: tcp://HOST:PORT or USER@HOST. */
	return colon && colon != text && !strpbrk(text, "/@") &&
	       number_parse(colon + 1, &port) && port >= 1 && port <= 65535;
}

/* Returns true for "HOST[:PORT][/PATH]", the text after http://. */
static bool http_is_valid(const char *rest)
{
	size_t host = strcspn(rest, "/?"), from = 0;
	const char *colon = NULL;
	char port[8];
	int64_t n;

	if (rest[0] == '[')
		from = strcspn(rest, "]/");
	for (size_t i = from; i < host; i++)
		colon = rest[i] == ':' ? rest + i : colon;
	for (const char *pos = rest; *pos != '\0'; pos++) {
		if (*pos <= ' ' || (unsigned char)*pos >= 0x7f)
			return false;
	}
	if (host == 0 || colon == rest || (rest[0] == '[' && rest[from] != ']'))
		return false;
	if (!colon)
		return true;
	return text_copy(&TEXT(port), colon + 1, (size_t)(rest + host - colon - 1)) &&
	       number_parse(port, &n) && n >= 1 && n <= 65535;
}

bool probe_is_valid(enum conf_ready_kind kind, const char *rest)
{
	switch (kind) {
	case READY_TCP: return host_port_is_valid(rest);
	case READY_UNIX: return rest[0] == '/' || (rest[0] == '@' && rest[1] != '\0');
	case READY_HTTP: return http_is_valid(rest);
	case READY_FILE: return rest[0] == '/';
	case READY_START:
	case READY_ALIVE:
	case READY_NOTIFY:
	case READY_FD:
	case READY_EXEC:
	case READY_LOG: return rest[0] != '\0';
	}
	return false;
}

bool conf_wait_for(const char *word, enum conf_ready_kind *ret_kind, const char **ret_rest)
{
	static const struct {
		const char *front;
		enum conf_ready_kind kind;
	} kinds[] = { { "tcp:", READY_TCP },
		      { "unix:", READY_UNIX },
		      { "http://", READY_HTTP },
		      { "file:", READY_FILE },
		      { "exec:", READY_EXEC } };

	for (size_t i = 0; i < ARRAY_LEN(kinds); i++) {
		size_t len = strlen(kinds[i].front);

		if (strncmp(word, kinds[i].front, len) != 0)
			continue;
		*ret_kind = kinds[i].kind;
		*ret_rest = word + len;
		return probe_is_valid(kinds[i].kind, word + len);
	}
	return false;
}
