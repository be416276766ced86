/* init/convert/yaml_text.c - writes values into YAML. */
#include "init/convert/yaml_text.h"

#include "conf/base/base.h"

#include <stdbool.h>
#include <string.h>
#include <strings.h>

/* Words that some readers of YAML 1.1 take for a boolean or for null. */
static const char *const special[] = { "y",   "n",    "yes",   "no",  "on",
				       "off", "true", "false", "null" };

static bool is_plain_string(const char *text)
{
	size_t len = strlen(text);

	for (size_t i = 0; i < ARRAY_LEN(special); i++)
		if (strcasecmp(text, special[i]) == 0)
			return false;
	/* Text that begins with a letter or a slash is no number. */
	return len > 0 &&
	       (strchr("/_", text[0]) || (text[0] >= 'a' && text[0] <= 'z') ||
		(text[0] >= 'A' && text[0] <= 'Z')) &&
	       strspn(text, "abcdefghijklmnopqrstuvwxyzABCDEFGHIJKLMNOPQRSTUVWXYZ0123456789"
			    "_./@=-") == len;
}

static void print_quoted(FILE *out, const char *text)
{
	fputc('"', out);
	for (; *text != '\0'; text++) {
		unsigned char c = (unsigned char)*text;

		if (c == '"' || c == '\\')
			fprintf(out, "\\%c", c);
		else if (c == '\n')
			fputs("\\n", out);
		else if (c < 0x20 || c == 0x7f)
			fprintf(out, "\\x%02x", c);
		else
			fputc(c, out);
	}
	fputc('"', out);
}

void yaml_string(FILE *out, const char *text)
{
	if (is_plain_string(text))
		fputs(text, out);
	else
		print_quoted(out, text);
}

void yaml_list(FILE *out, const char *const *words, size_t count)
{
	fputc('[', out);
	for (size_t i = 0; i < count; i++) {
		if (i > 0)
			fputs(", ", out);
		print_quoted(out, words[i]);
	}
	fputc(']', out);
}
