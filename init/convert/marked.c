/* init/convert/marked.c - words with marked variables, and how svc.ini writes them. */
#include "init/convert/marked.h"

#include "conf/lang/name_syntax.h"
#include "conf/lang/quote.h"
#include "init/convert/pool.h"

#include <stdlib.h>
#include <string.h>

char *mark_variable(char kind, const char *name, const char *fallback)
{
	return pool_format("%c%s%s%s%c", kind, name, fallback ? ":-" : "",
			   fallback ? fallback : "", MARK_END);
}

static bool is_begin(char c)
{
	return c == MARK_VAR || c == MARK_WORDS;
}

static size_t literal_length(const char *text)
{
	size_t len = 0;

	while (text[len] != '\0' && !is_begin(text[len]))
		len++;
	return len;
}

bool has_mark(const char *text)
{
	return text[literal_length(text)] != '\0';
}

/* Returns true for several words, such as a command for a shell: they get '...' and not the
 * backslashes that quote_word() puts into paths. */
static bool is_command_text(const char *text)
{
	size_t plain = 0;

	while (text[plain] >= ' ' && text[plain] <= '~' && text[plain] != '\'')
		plain++;
	return text[0] != '/' && text[plain] == '\0' && strchr(text, ' ');
}

/* Prints a text without marks. An empty text prints nothing. NAME='a b' has its quotes
 * around the value only. */
static void print_literal(FILE *out, const char *text, size_t len)
{
	char *copy = pool_copy(text, len);
	size_t name = variable_name_length(copy);

	if (name > 0 && copy[name] == '=' && name + 1 < len) {
		fprintf(out, "%.*s=", (int)name, copy);
		quote_word(out, copy + name + 1);
	} else if (is_command_text(copy)) {
		fprintf(out, "'%s'", copy);
	} else if (len > 0) {
		quote_word(out, copy);
	}
}

/* Prints the variable at `text` and returns the text after it. */
static const char *print_variable(FILE *out, const char *text)
{
	const char *end = strchr(text, MARK_END);
	size_t len = end ? (size_t)(end - text - 1) : strlen(text + 1);
	char *body = pool_copy(text + 1, len), *fallback = strstr(body, ":-");

	if (fallback)
		*fallback = '\0';
	fprintf(out, "${%s", body);
	if (fallback) {
		fputs(":-", out);
		print_literal(out, fallback + 2, strlen(fallback + 2));
	}
	fputc('}', out);
	return end ? end + 1 : text + 1 + len;
}

static bool is_one_variable(const char *word)
{
	const char *end = strchr(word, MARK_END);

	return is_begin(word[0]) && end && end[1] == '\0';
}

static void print_marked(FILE *out, const char *word)
{
	if (word[0] == '\0') {
		fputs("''", out);
		return;
	}
	if (word[0] == MARK_WORDS && is_one_variable(word) && !strstr(word, ":-")) {
		fprintf(out, "$%.*s", (int)strlen(word) - 2, word + 1);
		return;
	}
	/* An unquoted ${X} is no word if X is empty. */
	bool one = is_one_variable(word), fallback = strstr(word, ":-");
	bool quoted = one && !fallback;
	if (quoted)
		fputc('"', out);
	else if (one && strstr(word, ":-\2"))
		fputs("''", out);
	while (*word != '\0') {
		size_t len = literal_length(word);

		print_literal(out, word, len);
		word += len;
		if (*word != '\0')
			word = print_variable(out, word);
	}
	if (quoted)
		fputc('"', out);
}

char *marked_words(char *const *words, size_t count)
{
	char *text = NULL, *copy;
	size_t size = 0;
	FILE *out = open_memstream(&text, &size);

	if (!out)
		return pool_copy("", 0);
	for (size_t i = 0; i < count; i++) {
		if (i > 0)
			fputc(' ', out);
		print_marked(out, words[i]);
	}
	fclose(out);
	copy = pool_copy(text, size);
	free(text);
	return copy;
}

char *marked_word(const char *word)
{
	char *const words[] = { (char *)(size_t)word };

	return marked_words(words, 1);
}

char *marked_value(const char *word)
{
	const char *end = strchr(word, MARK_END);
	bool one = is_one_variable(word);

	return one ? pool_format("${%.*s}", (int)(end - word - 1), word + 1)
		   : marked_word(word);
}

char *marked_shown(const char *text)
{
	struct grow shown = { 0 };

	for (; *text != '\0'; text++) {
		if (is_begin(*text))
			grow_text(&shown, "${");
		else
			grow_byte(&shown, *text == MARK_END ? '}' : *text);
	}
	return grow_take(&shown);
}
