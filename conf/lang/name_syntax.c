/* conf/lang/name_syntax.c - checks the spelling of names of services, variables and
 * users. Pure. */
#include "conf/lang/name_syntax.h"

#include "conf/base/number.h"
#include "conf/base/text.h"

#include <string.h>

bool name_is_valid(const char *name)
{
	size_t len = strspn(name, "abcdefghijklmnopqrstuvwxyz0123456789_.-");

	return len > 0 && len <= CONF_NAME_MAX && name[len] == '\0' &&
	       !strchr("_.-", name[0]);
}

bool reference_is_valid(const char *word)
{
	const char *pos = strchr(word, '@');
	char name[CONF_NAME_MAX + 1];
	int64_t n;

	if (!pos)
		return name_is_valid(word);
	if (pos == word)
		return name_is_valid(word + 1);
	if (!text_copy(&TEXT(name), word, (size_t)(pos - word)))
		return false;
	return name_is_valid(name) && pos[1] != '0' && number_parse(pos + 1, &n) &&
	       n <= 10000;
}

size_t conf_assignment_name(const char *word)
{
	size_t len = strcspn(word, "=");

	return word[len] == '=' ? len : 0;
}

size_t variable_name_length(const char *word)
{
	static const char letters[] =
		"ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz_0123456789";

	return word[0] >= '0' && word[0] <= '9' ? 0 : strspn(word, letters);
}

bool user_or_group_is_valid(const char *word, size_t len)
{
	char text[64];
	uint32_t id;

	if (len == 0 || !text_copy(&TEXT(text), word, len))
		return false;
	if (strspn(text, "0123456789") == len)
		return number_parse_id(text, &id);
	return text[0] != '-' && strcspn(text, ":,/ \t\n") == len;
}

bool user_is_valid(const char *word, size_t len)
{
	size_t name = strcspn(word, ":");

	if (name >= len)
		return user_or_group_is_valid(word, len);
	return (name == 0 || user_or_group_is_valid(word, name)) &&
	       user_or_group_is_valid(word + name + 1, len - name - 1);
}
