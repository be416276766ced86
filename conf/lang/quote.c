/* conf/lang/quote.c - quotes a word for svc.ini. */
#include "conf/lang/quote.h"

#include "conf/base/escape.h"

#include <stdbool.h>
#include <string.h>

static bool is_plain(const char *word)
{
	for (; *word != '\0'; word++) {
		if (!(*word >= 'a' && *word <= 'z') && !(*word >= 'A' && *word <= 'Z') &&
		    !(*word >= '0' && *word <= '9') && !strchr("_./:=,@%+-", *word))
			return false;
	}
	return true;
}

static void print_escaped(FILE *out, const char *word)
{
	fputs("$'", out);
	for (; *word != '\0'; word++) {
		if (*word == '\n')
			fputs("\\n", out);
		else if (*word == '\\' || *word == '\'')
			fprintf(out, "\\%c", *word);
		else if (utf8_is_control(word, 1) || (unsigned char)*word >= 0x80)
			fprintf(out, "\\x%02x", (unsigned char)*word);
		else
			fputc(*word, out);
	}
	fputc('\'', out);
}

/* Prints a path that needs no quotes except for its spaces, such as "/opt/my app/run". Each
 * space becomes "\ ", because lint.c warns about a space that is not escaped. For other
 * words prints nothing and returns false. */
static bool print_path(FILE *out, const char *word)
{
	char part[2] = "";
	bool path = strchr(word, '/') != NULL;

	for (const char *pos = word; *pos != '\0' && path; pos++) {
		part[0] = *pos;
		path = *pos == ' ' ? pos[1] != '\0' : is_plain(part);
	}
	for (; *word != '\0' && path; word++)
		fprintf(out, "%s%c", *word == ' ' ? "\\" : "", *word);
	return path;
}

void quote_word(FILE *out, const char *word)
{
	bool control = false;

	for (const char *pos = word; *pos != '\0'; pos++)
		control |= utf8_is_control(pos, 1) != 0;
	if (word[0] != '\0' && is_plain(word)) {
		fputs(word, out);
	} else if (print_path(out, word)) {
		return;
	} else if (control || !utf8_is_valid(word, strlen(word))) {
		print_escaped(out, word);
	} else {
		fputc('\'', out);
		for (; *word != '\0'; word++) {
			if (*word == '\'')
				fputs("'\\''", out);
			else
				fputc(*word, out);
		}
		fputc('\'', out);
	}
}
