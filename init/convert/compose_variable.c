/* init/convert/compose_variable.c - reads the variables in the values of a compose file. */
#include "init/convert/compose_variable.h"

#include "init/convert/marked.h"
#include "init/convert/pool.h"
#include "init/convert/split.h"

#include <string.h>

/* Reads ${NAME...} or $NAME after the $ into `out`. Returns the text after it. */
static const char *read_compose_variable(const char *pos, struct grow *out)
{
	bool braces = *pos == '{';
	const char *name = pos + braces, *fallback = NULL, *end;
	size_t len = 0;

	while (is_variable_name(name, len + 1) && len < 200)
		len++;
	end = braces ? strchr(name, '}') : name + len;
	if (len == 0 || !end) {
		grow_byte(out, '$');
		return pos;
	}
	if (braces && (text_begins_with(name + len, ":-") || name[len] == '-'))
		fallback = pool_copy(name + len + 1 + (name[len] == ':'),
				     (size_t)(end - (name + len + 1 + (name[len] == ':'))));
	grow_text(out, mark_variable(fallback ? MARK_VAR : MARK_WORDS, pool_copy(name, len),
				     fallback));
	return end + braces;
}

char *compose_marked(const char *text)
{
	struct grow out = { 0 };

	while (*text != '\0') {
		if (*text != '$') {
			grow_byte(&out, *text++);
		} else if (text[1] == '$') {
			grow_byte(&out, '$');
			text += 2;
		} else {
			text = read_compose_variable(text + 1, &out);
		}
	}
	return grow_take(&out);
}
