/* conf/lang/word_syntax.c - parses words with several parts: commands, conditions,
 * directories, users. Pure. */
#include "conf/lang/word_syntax.h"

#include "conf/base/number.h"
#include "conf/base/signal_names.h"
#include "conf/base/text.h"
#include "conf/lang/name_syntax.h"

#include <string.h>

size_t command_prefix(const char *word, bool *ret_own_ids, bool *ret_may_fail)
{
	size_t skip = 0;

	*ret_own_ids = *ret_may_fail = false;
	for (; word[skip] == '+' || word[skip] == '-'; skip++) {
		bool *flag = word[skip] == '+' ? ret_own_ids : ret_may_fail;

		if (*flag)
			break; /* a second + or - is part of the program's name */
		*flag = true;
	}
	return skip;
}

int conf_reload_signal(char *const *words, size_t count)
{
	int signal = count == 1 ? signal_parse(words[0]) : -1;

	return signal > 0 ? signal : 0;
}

bool when_parse(const char *word, struct conf_when *ret)
{
	const char *pos = word + (word[0] == '!');

	*ret = (struct conf_when){ .negated = word[0] == '!', .name = pos, .word = word };
	ret->name_len = variable_name_length(pos);
	if (strncmp(pos, "file:", 5) == 0) {
		ret->kind = WHEN_FILE;
		ret->text = pos + 5;
		return ret->text[0] == '/';
	}
	if (strncmp(pos, "exec:", 5) == 0) {
		ret->kind = WHEN_EXEC;
		ret->text = pos + 5;
		return ret->text[0] != '\0';
	}
	pos += ret->name_len;
	if (ret->name_len == 0 || *pos == '\0')
		return ret->name_len > 0;
	ret->kind = WHEN_IS;
	if (ret->negated)
		return false;
	ret->negated = *pos == '!';
	pos += ret->negated;
	ret->text = pos + 1;
	return *pos == '=';
}

/* Returns true if the value is one of the list, which looks like "a|b". */
static bool is_one_of(const char *list, const char *value)
{
	size_t len = strlen(value);

	for (const char *pos = list; pos; pos = strchr(pos, '|')) {
		pos += pos != list;
		if (strncmp(pos, value, len) == 0 && (pos[len] == '|' || pos[len] == '\0'))
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
		return is_one_of(when->text, value) != when->negated;
	if (value[0] == '\0' || (number_parse_bool(value, &yes) && !yes))
		yes = false;
	return yes != when->negated;
}

static bool parse_dir_option(const char *pos, size_t len, struct conf_dir *ret)
{
	char text[16];
	int64_t mode;

	if (len == strlen("recursive") && strncmp(pos, "recursive", len) == 0) {
		ret->recursive = true;
		return true;
	}
	if (len > 5 && strncmp(pos, "user=", 5) == 0) {
		ret->user = pos + 5;
		ret->user_len = len - 5;
		return user_is_valid(ret->user, ret->user_len);
	}
	if (len <= 5 || strncmp(pos, "mode=", 5) != 0 ||
	    !text_copy(&TEXT(text), pos + 5, len - 5) || !number_parse_octal(text, &mode))
		return false;
	ret->mode = (int)mode;
	return true;
}

bool path_is_valid(const char *path, size_t len)
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
	const char *pos = strchr(word, ':');

	*ret = (struct conf_dir){ .path = word, .mode = -1 };
	ret->path_len = pos ? (size_t)(pos - word) : strlen(word);
	if (!path_is_valid(word, ret->path_len))
		return false;
	while (pos) {
		size_t len = strcspn(pos + 1, ",");

		if (!parse_dir_option(pos + 1, len, ret))
			return false;
		pos = pos[1 + len] == ',' ? pos + 1 + len : NULL;
	}
	return true;
}

static bool parse_id(const char *pos, size_t len, uint32_t *ret)
{
	char text[16];

	return text_copy(&TEXT(text), pos, len) && number_parse_id(text, ret);
}

static bool is_map_name(const char *word, size_t len)
{
	return len > 0 && (word[0] < '0' || word[0] > '9') && word[0] != '-' &&
	       user_is_valid(word, len);
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
	       parse_id(uid + 1, (size_t)(gid - uid - 1), &ret->uid) &&
	       parse_id(gid + 1, strlen(gid + 1), &ret->gid);
}
