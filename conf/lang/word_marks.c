/* conf/lang/word_marks.c - recognizes words that were meant for a shell or pasted from a
 * web page. Pure. */
#include "conf/lang/word_marks.h"

#include "conf/base/base.h"

#include <string.h>

bool word_is_shell_operator(const char *word, const char *end)
{
	static const char *const all[] = { "&&", "||", "|",  "&",    ">",
					   ">>", "<",  "2>", "2>&1", "&>" };
	size_t len = 0;

	while (word + len < end && word[len] != ' ' && word[len] != '\t')
		len++;
	for (size_t i = 0; i < ARRAY_LEN(all); i++) {
		if (len == strlen(all[i]) && memcmp(word, all[i], len) == 0)
			return true;
	}
	return len > 0 && *word == '`';
}

bool text_is_typographic(const char *text, const char *end, bool in_word)
{
	if (end - text >= 2 && memcmp(text, "\xc2\xa0", 2) == 0)
		return true;
	return !in_word && end - text >= 3 && memcmp(text, "\xe2\x80", 2) == 0 &&
	       strchr("\x93\x94\x98\x99\x9c\x9d", text[2]);
}
