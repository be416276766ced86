/* conf/lang/word_syntax.c - words that have parts: conditions, places, ids, commands. Pure. */
#include "conf/base/number.h"
#include "conf/base/signals.h"
#include "conf/lang/value.h"
#include "conf/model/model.h"

#include <string.h>

size_t command_flags(const char *word, bool *ret_own_ids, bool *ret_may_fail)
{
	size_t skip = 0;

	*ret_own_ids = *ret_may_fail = false;
	for (; word[skip] == '+' || word[skip] == '-'; skip++) {
		bool *flag = word[skip] == '+' ? ret_own_ids : ret_may_fail;

		if (*flag)
			break; /* twice: it is part of the name */
		*flag = true;
	}
	return skip;
}

int conf_reload_signal(char *const *words, size_t count)
{
	int signal = count == 1 ? signal_parse(words[0]) : -1;

	return signal > 0 ? signal : 0;
}

/* ---- when ---- */

size_t variable_length(const char *word)
{
	static const char letters[] =
		"ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz_0123456789";

	return word[0] >= '0' && word[0] <= '9' ? 0 : strspn(word, letters);
}

bool when_parse(const char *word, struct conf_when *ret)
{
	const char *at = word + (word[0] == '!');

	*ret = (struct conf_when){ .negated = word[0] == '!', .name = at, .word = word };
	ret->name_len = variable_length(at);
	if (strncmp(at, "file:", 5) == 0) {
		ret->kind = WHEN_FILE;
		ret->text = at + 5;
		return ret->text[0] == '/';
	}
	if (strncmp(at, "exec:", 5) == 0) {
		ret->kind = WHEN_EXEC;
		ret->text = at + 5;
		return ret->text[0] != '\0';
	}
	at += ret->name_len;
	if (ret->name_len == 0 || *at == '\0')
		return ret->name_len > 0;
	ret->kind = WHEN_IS;
	if (ret->negated)
		return false;
	ret->negated = *at == '!';
	at += ret->negated;
	ret->text = at + 1;
	return *at == '=';
}

bool conf_when(struct conf_when_walk *walk, struct conf_when *ret)
{
	const struct entry *entry;

	while (walk->count == 0) {
		entry = entry_next(&walk->each);
		if (!entry)
			return false;
		walk->words = entry->words;
		walk->count = entry->count;
	}
	if (!when_parse(walk->words[0], ret))
		return false; /* it was judged at load */
	if (ret->kind == WHEN_EXEC) {
		ret->words = walk->words;
		ret->word_count = walk->count;
		walk->count = 0;
	} else {
		walk->words++;
		walk->count--;
	}
	return true;
}

/* Is the value one of "a|b"? */
static bool one_of(const char *list, const char *value)
{
	size_t len = strlen(value);

	for (const char *at = list; at; at = strchr(at, '|')) {
		at += at != list;
		if (strncmp(at, value, len) == 0 && (at[len] == '|' || at[len] == '\0'))
			return true;
	}
	return false;
}

bool conf_when_holds(const struct conf_when *when, const char *value)
{
	bool yes = true;

	if (!value)
		value = "";
	if (when->kind == WHEN_IS)
		return one_of(when->text, value) != when->negated;
	if (value[0] == '\0' || (number_parse_bool(value, &yes) && !yes))
		yes = false;
	return yes != when->negated;
}

/* ---- wait-for ---- */

/* "HOST[:PORT][/PATH]", what follows http:// */
bool good_http(const char *rest)
{
	size_t host = strcspn(rest, "/?"), from = 0;
	const char *colon = NULL;
	char port[8];
	int64_t n;

	if (rest[0] == '[')
		from = strcspn(rest, "]/");
	for (size_t i = from; i < host; i++)
		colon = rest[i] == ':' ? rest + i : colon;
	for (const char *at = rest; *at != '\0'; at++) {
		if (*at <= ' ' || *at == 0x7f)
			return false;
	}
	if (host == 0 || colon == rest || (rest[0] == '[' && rest[from] != ']'))
		return false;
	if (!colon)
		return true;
	if ((size_t)(rest + host - colon) > sizeof port)
		return false;
	memcpy(port, colon + 1, (size_t)(rest + host - colon - 1));
	port[rest + host - colon - 1] = '\0';
	return number_parse(port, &n) && n >= 1 && n <= 65535;
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
		return good_probe(kinds[i].kind, word + len);
	}
	return false;
}

/* ---- dirs, map-user ---- */

static bool dir_option(const char *at, size_t len, struct conf_dir *ret)
{
	char text[16];
	int64_t mode;

	if (len == strlen("recursive") && strncmp(at, "recursive", len) == 0) {
		ret->recursive = true;
		return true;
	}
	if (len > 5 && strncmp(at, "user=", 5) == 0) {
		ret->user = at + 5;
		ret->user_len = len - 5;
		return good_user(ret->user, ret->user_len);
	}
	if (len <= 5 || len - 5 >= sizeof text || strncmp(at, "mode=", 5) != 0)
		return false;
	memcpy(text, at + 5, len - 5);
	text[len - 5] = '\0';
	if (!number_parse_octal(text, &mode))
		return false;
	ret->mode = (int)mode;
	return true;
}

/* ".." would lead out of the directory that was meant. */
bool good_path(const char *path, size_t len)
{
	for (size_t i = 0; i + 2 < len; i++) {
		if (strncmp(path + i, "/..", 3) == 0 &&
		    (i + 3 == len || path[i + 3] == '/'))
			return false;
	}
	return len > 1 && path[0] == '/';
}

bool conf_dir(const char *word, struct conf_dir *ret)
{
	const char *at = strchr(word, ':');

	*ret = (struct conf_dir){ .path = word, .mode = -1 };
	ret->path_len = at ? (size_t)(at - word) : strlen(word);
	if (!good_path(word, ret->path_len))
		return false;
	while (at) {
		size_t len = strcspn(at + 1, ",");

		if (!dir_option(at + 1, len, ret))
			return false;
		at = at[1 + len] == ',' ? at + 1 + len : NULL;
	}
	return true;
}

static bool id_before(const char *at, size_t len, uint32_t *ret)
{
	char text[16];

	if (len >= sizeof text)
		return false;
	memcpy(text, at, len);
	text[len] = '\0';
	return number_parse_id(text, ret);
}

static bool is_map_name(const char *word, size_t len)
{
	return len > 0 && (word[0] < '0' || word[0] > '9') && word[0] != '-' &&
	       good_user(word, len);
}

bool conf_map_nothing(const char *word)
{
	size_t len = strcspn(word, ":");

	return strcmp(word + len, "::") == 0 && is_map_name(word, len);
}

bool conf_map_user(const char *word, struct conf_map_user *ret)
{
	const char *uid = strchr(word, ':'), *gid = uid ? strchr(uid + 1, ':') : NULL;

	if (!gid)
		return false;
	ret->name_len = (size_t)(uid - word);
	return is_map_name(word, ret->name_len) &&
	       id_before(uid + 1, (size_t)(gid - uid - 1), &ret->uid) &&
	       id_before(gid + 1, strlen(gid + 1), &ret->gid);
}
