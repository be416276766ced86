/* supervisor/ask_target.c - what a question is about: from a value to host, port, words. */
#include "supervisor/ask.h"

#include "conf/base/number.h"

#include <arpa/inet.h>
#include <errno.h>
#include <stdio.h>
#include <string.h>

#define HTTP_PORT 80

static const struct {
	const char *word;
	enum conf_ready_kind kind;
} kinds[] = { { "tcp:", READY_TCP },
	      { "unix:", READY_UNIX },
	      { "http://", READY_HTTP },
	      { "file:", READY_FILE },
	      { "exec:", READY_EXEC } };

static bool set_host(struct ask_target *t, const char *text, size_t len)
{
	if (len >= 2 && text[0] == '[' && text[len - 1] == ']') {
		text++;
		len -= 2;
	}
	if (len == 0 || len >= sizeof t->host)
		return false;
	memcpy(t->host, text, len);
	t->host[len] = '\0';
	return true;
}

static bool set_port(struct ask_target *t, const char *text, size_t len)
{
	char digits[8];
	int64_t port;

	if (len == 0 || len >= sizeof digits)
		return false;
	memcpy(digits, text, len);
	digits[len] = '\0';
	if (!number_parse(digits, &port) || port < 1 || port > 65535)
		return false;
	t->port = (uint16_t)port;
	return true;
}

/* HOST:PORT, [::1]:PORT; for HTTP the port may be missing. */
static bool set_authority(struct ask_target *t, size_t len)
{
	const char *text = t->rest, *colon = memrchr(text, ':', len);

	if (colon != NULL && memchr(colon, ']', len - (size_t)(colon - text)) != NULL)
		colon = NULL; /* a part of [::1] */
	if (colon == NULL) {
		t->port = HTTP_PORT;
		return t->kind == READY_HTTP && set_host(t, text, len);
	}
	return set_host(t, text, (size_t)(colon - text)) &&
	       set_port(t, colon + 1, len - (size_t)(colon - text) - 1);
}

/* The command of a word in a list: split at its blanks. */
static char *const *split(struct env *env, const char *text)
{
	size_t len = strlen(text), used = 0;
	char **argv = env_take(env, (len / 2 + 2) * sizeof *argv);
	char *copy = env_take(env, len + 1), *rest;

	if (argv == NULL || copy == NULL)
		return NULL;
	memcpy(copy, text, len + 1);
	for (char *w = strtok_r(copy, " \t", &rest); w; w = strtok_r(NULL, " \t", &rest))
		argv[used++] = w;
	argv[used] = NULL;
	return argv;
}

static char *const *without_kind(struct env *env, const struct conf_value *v,
				 const char *first)
{
	char **argv = env_take(env, (v->word_count + 1) * sizeof *argv);

	if (argv == NULL)
		return NULL;
	memcpy(argv, v->words, v->word_count * sizeof *argv);
	argv[0] = (char *)(uintptr_t)first;
	argv[v->word_count] = NULL;
	return argv;
}

static int set_command(struct ask_target *t, struct env *env, enum conf_key key,
		       const struct conf_value *v)
{
	if (env == NULL)
		return 0;
	t->argv = conf_key_info(key)->kind == KIND_LIST ? split(env, t->rest)
							: without_kind(env, v, t->rest);
	if (t->argv == NULL)
		return -ENOSPC;
	return t->argv[0] != NULL ? 0 : -EINVAL;
}

static int set_target(struct ask_target *t, struct env *env, enum conf_key key, size_t at,
		      const struct conf_value *v)
{
	const char *word = at < v->word_count ? v->words[at] : "";

	for (size_t i = 0; i < ARRAY_LEN(kinds); i++) {
		size_t len = strlen(kinds[i].word);

		if (strncmp(word, kinds[i].word, len) != 0)
			continue;
		*t = (struct ask_target){ .kind = kinds[i].kind, .rest = word + len };
		if (t->kind == READY_EXEC)
			return set_command(t, env, key, v);
		len = t->kind == READY_HTTP ? strcspn(t->rest, "/?") : strlen(t->rest);
		t->path = t->rest + len;
		if (t->kind == READY_TCP || t->kind == READY_HTTP)
			return set_authority(t, len) ? 0 : -EINVAL;
		return *t->rest != '\0' ? 0 : -EINVAL;
	}
	return -EINVAL;
}

int ask_target(struct service *svc, struct env *env, enum conf_key key, size_t at,
	       struct ask_target *ret, char *why)
{
	struct conf_value v = { 0 };
	struct env own;
	size_t count;
	int r = 0;

	why[0] = '\0';
	if (env == NULL && !conf_is_dynamic(svc->section, key)) {
		v.words = conf_words(svc->section, key, &count);
		v.word_count = count;
	} else {
		if (env == NULL) {
			svc->sup->scratch.used = 0;
			env = &own;
			r = environment_fill(svc, env, why, JOB_TEXT);
		}
		r = r < 0 ? r : service_value(svc, env, key, &v, why, JOB_TEXT);
	}
	if (r == 0)
		r = set_target(ret, env, key, at, &v);
	if (r < 0 && why[0] == '\0')
		snprintf(why, JOB_TEXT, "%s: nothing that can be asked: %s",
			 conf_key_info(key)->name, strerror(-r));
	return r;
}

size_t ask_request(const struct ask_target *t, char *to, size_t size)
{
	bool v6 = strchr(t->host, ':') != NULL;
	char port[8] = "";
	int n;

	if (t->port != HTTP_PORT)
		snprintf(port, sizeof port, ":%u", t->port);
	n = snprintf(to, size,
		     "GET %s%s HTTP/1.1\r\nHost: %s%s%s%s\r\nUser-Agent: ctinit\r\n"
		     "Accept: */*\r\nConnection: close\r\n\r\n",
		     *t->path == '/' ? "" : "/", t->path, v6 ? "[" : "", t->host,
		     v6 ? "]" : "", port);
	return n > 0 && (size_t)n < size ? (size_t)n : 0;
}

uint8_t ask_literal(const char *host, struct dns_address ret[RESOLVE_MAX])
{
	memset(ret, 0, 2 * sizeof *ret);
	if (strcmp(host, "localhost") == 0) {
		inet_pton(AF_INET, "127.0.0.1", ret[0].bytes);
		inet_pton(AF_INET6, "::1", ret[1].bytes);
		ret[0].family = 4;
		ret[1].family = 6;
		return 2;
	}
	ret[0].family = 4;
	if (inet_pton(AF_INET, host, ret[0].bytes) == 1)
		return 1;
	ret[0].family = 6;
	return inet_pton(AF_INET6, host, ret[0].bytes) == 1;
}

/* "HTTP/1.1 200 OK", RFC 9112 4. The reason and its blank may be missing. */
int ask_http_status(const char *head, size_t size)
{
	static const char shape[] = "HTTP/1.# ### ";
	int status = 0;

	for (size_t i = 0; i < size && i < ASK_STATUS; i++) {
		bool digit = head[i] >= '0' && head[i] <= '9';
		bool end = i == ASK_STATUS - 1 && (head[i] == '\r' || head[i] == '\n');

		if (shape[i] == '#' ? !digit : head[i] != shape[i] && !end)
			return -1;
		if (shape[i] == '#' && i >= 9)
			status = status * 10 + (head[i] - '0');
	}
	return size < ASK_STATUS ? 0 : status;
}
