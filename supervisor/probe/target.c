/* supervisor/probe/target.c - finds the target of a probe: host, port, path or command. */
#include "supervisor/probe/target.h"

#include "conf/base/escape.h"
#include "conf/base/number.h"
#include "supervisor/env/environment.h"

#include <arpa/inet.h>
#include <errno.h>
#include <stdio.h>
#include <string.h>

#define HTTP_PORT 80

static bool set_host(struct probe_target *t, const char *text, size_t len)
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

static bool set_port(struct probe_target *t, const char *text, size_t len)
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

/* Parses HOST:PORT or [::1]:PORT; for HTTP the port is optional. */
static bool set_authority(struct probe_target *t, size_t len)
{
	const char *text = t->rest, *colon = memrchr(text, ':', len);

	if (colon != NULL && memchr(colon, ']', len - (size_t)(colon - text)) != NULL)
		colon = NULL; /* the colon is a part of [::1] */
	if (colon == NULL) {
		t->port = HTTP_PORT;
		return t->kind == READY_HTTP && set_host(t, text, len);
	}
	return set_host(t, text, (size_t)(colon - text)) &&
	       set_port(t, colon + 1, len - (size_t)(colon - text) - 1);
}

int probe_target_parse(struct probe_target *t, char *const *words, size_t count,
		       struct conf_scratch *scratch)
{
	size_t len;

	*t = (struct probe_target){ 0 };
	if (count == 0 || !conf_wait_for(words[0], &t->kind, &t->rest))
		return -EINVAL;
	t->word = words[0];
	if (t->kind == READY_EXEC) {
		t->argv = conf_argv(words, count, (size_t)(t->rest - words[0]), scratch);
		return t->argv != NULL ? 0 : -ENOSPC;
	}
	len = t->kind == READY_HTTP ? strcspn(t->rest, "/?") : strlen(t->rest);
	t->path = t->rest + len;
	if (t->kind == READY_TCP || t->kind == READY_HTTP)
		return set_authority(t, len) ? 0 : -EINVAL;
	return 0;
}

/* Each word of a list is an entry. exec: is one entry with all words after it. */
static int find_in_list(struct unit *u, struct env *env, struct probe_entry entry,
			struct probe_target *ret, struct text *err)
{
	struct conf_lookup lookup = { .find = env_lookup, .context = env };
	struct conf_scratch *scratch = &u->ctx->scratch;
	struct conf_entry_iter each = conf_entries_begin(u->section, entry.key);
	struct conf_value v;
	int r;

	while ((r = conf_entries_next(&each, env != NULL ? &lookup : NULL, scratch, &v,
				      err)) == 1) {
		for (size_t i = 0; i < v.word_count; i++, entry.index--) {
			if (entry.index == 0)
				return probe_target_parse(ret, v.words + i,
							  v.word_count - i, scratch);
			if (strncmp(v.words[i], "exec:", 5) == 0) {
				entry.index--;
				break;
			}
		}
	}
	return r < 0 ? r : 1;
}

static int find_target(struct unit *u, struct env *env, struct probe_entry entry,
		       struct probe_target *ret, struct text *err)
{
	struct conf_value v;
	int r = 0;

	if (conf_key_info(entry.key)->kind == KIND_LIST)
		return find_in_list(u, env, entry, ret, err);
	if (env != NULL) {
		r = unit_value(u, env, entry.key, &v, err);
	} else {
		v.number = conf_number(u->section, entry.key);
		v.words = conf_words(u->section, entry.key, &v.word_count);
	}
	if (r < 0 || v.number == READY_START) /* for `health` this is `none` */
		return r < 0 ? r : 1;
	return probe_target_parse(ret, v.words, v.word_count, &u->ctx->scratch);
}

int probe_target_find(struct unit *u, struct env *env, struct probe_entry entry,
		      struct probe_target *ret, struct text *err)
{
	struct env filled;
	int r = 0;

	text_clear(err);
	if (env == NULL)
		u->ctx->scratch.used = 0;
	if (env == NULL && conf_is_dynamic(u->section, entry.key)) {
		env = &filled;
		r = environment_fill(u, env, err);
	}
	r = r < 0 ? r : find_target(u, env, entry, ret, err);
	if (r < 0 && text_is_empty(err))
		text_set(err, "%s: this value cannot be probed: %s",
			 conf_key_info(entry.key)->name, strerror(-r));
	return r;
}

size_t probe_http_request(const struct probe_target *t, char *buf, size_t size)
{
	bool v6 = strchr(t->host, ':') != NULL;
	char port[8] = "";
	int n;

	if (t->port != HTTP_PORT)
		snprintf(port, sizeof port, ":%u", t->port);
	n = snprintf(buf, size,
		     "GET %s%s HTTP/1.1\r\nHost: %s%s%s%s\r\nUser-Agent: ctinit\r\n"
		     "Accept: */*\r\nConnection: close\r\n\r\n",
		     *t->path == '/' ? "" : "/", t->path, v6 ? "[" : "", t->host,
		     v6 ? "]" : "", port);
	return n > 0 && (size_t)n < size ? (size_t)n : 0;
}

uint8_t probe_literal_addresses(const char *host, struct dns_address ret[RESOLVE_MAX])
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

socklen_t probe_inet_address(union probe_address *to, const struct dns_address *from,
			     uint16_t port)
{
	if (from->family == 4) {
		to->v4 = (struct sockaddr_in){ .sin_family = AF_INET,
					       .sin_port = htons(port) };
		memcpy(&to->v4.sin_addr, from->bytes, sizeof to->v4.sin_addr);
		return sizeof to->v4;
	}
	to->v6 = (struct sockaddr_in6){ .sin6_family = AF_INET6, .sin6_port = htons(port) };
	memcpy(&to->v6.sin6_addr, from->bytes, sizeof to->v6.sin6_addr);
	return sizeof to->v6;
}

socklen_t probe_unix_address(union probe_address *to, const char *path)
{
	size_t len = strlen(path);
	bool abstract = path[0] == '@'; /* unix(7) */

	*to = (union probe_address){ .un = { .sun_family = AF_UNIX } };
	if (len >= sizeof to->un.sun_path)
		return 0;
	memcpy(to->un.sun_path, path, len);
	if (abstract)
		to->un.sun_path[0] = '\0';
	return (socklen_t)(offsetof(struct sockaddr_un, sun_path) + len + !abstract);
}

void probe_set_label(struct probe *probe, const char *text)
{
	snprintf(probe->label, sizeof probe->label, "%s", text);
	escape_controls(probe->label);
}

/* Parses "HTTP/1.1 200 OK" (RFC 9112 4). The reason and the space before it are
 * optional. */
int probe_http_status(const char *head, size_t size)
{
	static const char shape[] = "HTTP/1.# ### ";
	int status = 0;

	for (size_t i = 0; i < size && i < PROBE_STATUS_SIZE; i++) {
		bool digit = head[i] >= '0' && head[i] <= '9';
		bool end =
			i == PROBE_STATUS_SIZE - 1 && (head[i] == '\r' || head[i] == '\n');

		if (shape[i] == '#' ? !digit : head[i] != shape[i] && !end)
			return -1;
		if (shape[i] == '#' && i >= 9)
			status = status * 10 + (head[i] - '0');
	}
	return size < PROBE_STATUS_SIZE ? 0 : status;
}
