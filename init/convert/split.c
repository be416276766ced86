/* init/convert/split.c - splits commands into words, as the programs do that read them. */
#include "init/convert/split.h"

#include "conf/base/base.h"
#include "conf/lang/name_syntax.h"
#include "init/convert/marked.h"

#include <string.h>

/* One word while it is read. */
struct word_reader {
	const char *pos;
	struct grow word;
	bool open;   /* a word has begun */
	bool quoted; /* a part of it is in quotes */
};

static bool is_space(char c)
{
	return c == ' ' || c == '\t' || c == '\n' || c == '\r' || c == '\f' || c == '\v';
}

bool is_variable_name(const char *name, size_t len)
{
	char *copy = pool_copy(name, len);

	return len > 0 && variable_name_length(copy) == len;
}

/* A mark whose value is split stays so only if it is the whole word, without quotes. */
static void end_word(struct word_reader *r, struct strings *ret)
{
	bool whole = !r->quoted && r->word.len > 0 && r->word.text[0] == MARK_WORDS &&
		     strchr(r->word.text, MARK_END) == r->word.text + r->word.len - 1;
	char *word = grow_take(&r->word);

	for (char *pos = word; !whole && *pos != '\0'; pos++)
		if (*pos == MARK_WORDS)
			*pos = MARK_VAR;
	if (r->open)
		strings_add(ret, word);
	r->open = r->quoted = false;
}

/* ---- Python's shlex ---- */

/* Reads the rest of a quoted part. Returns false if it is not closed. */
static bool shlex_quoted(struct word_reader *r, char quote)
{
	r->open = r->quoted = true;
	for (; *r->pos != '\0' && *r->pos != quote; r->pos++) {
		if (quote == '"' && *r->pos == '\\' &&
		    (r->pos[1] == '"' || r->pos[1] == '\\'))
			r->pos++;
		grow_byte(&r->word, *r->pos);
	}
	return *r->pos == quote && r->pos++;
}

bool split_shlex(const char *text, struct strings *ret, const char **ret_why)
{
	struct word_reader r = { .pos = text };

	while (*r.pos != '\0') {
		char c = *r.pos++;

		if (is_space(c)) {
			end_word(&r, ret);
		} else if (c == '"' || c == '\'') {
			if (!shlex_quoted(&r, c)) {
				*ret_why = "a quote is not closed";
				return false;
			}
		} else if (c == '\\' && *r.pos == '\0') {
			*ret_why = "it ends with a backslash";
			return false;
		} else {
			r.open = true;
			grow_byte(&r.word, c == '\\' ? *r.pos++ : c);
		}
	}
	end_word(&r, ret);
	return true;
}

/* ---- a simple command of a shell ---- */

/* Words that only a shell knows, or that change it. */
static const char *const shell_words[] = {
	"if",    "for",      "while",  "until",  "case",  "{",       "!",
	"[",     "[[",       "cd",     "source", ".",     "export",  "ulimit",
	"umask", "set",      "trap",   "eval",   "unset", "shift",   "read",
	"wait",  "exit",     "return", "alias",  "local", "command", ":",
	"test",  "function", "time",   "then",   "do",
};

/* Reads $NAME or ${NAME}, with or without :-DEFAULT, after the $. Returns false for
 * anything else. */
static bool read_variable(struct word_reader *r, bool in_quotes)
{
	bool braces = *r->pos == '{';
	const char *name = r->pos + braces, *fallback = NULL;
	size_t len = variable_name_length(name), rest = 0;

	if (len == 0)
		return false;
	if (braces && strncmp(name + len, ":-", 2) == 0) {
		fallback = name + len + 2;
		rest = strcspn(fallback, "}\"'$`\\ \t\n*?[~");
		if (fallback[rest] != '}')
			return false;
	} else if (braces && name[len] != '}') {
		return false;
	}
	grow_text(&r->word, mark_variable(in_quotes || fallback ? MARK_VAR : MARK_WORDS,
					  pool_copy(name, len),
					  fallback ? pool_copy(fallback, rest) : NULL));
	r->pos = fallback ? fallback + rest + 1 : name + len + braces;
	r->open = true;
	return true;
}

static bool simple_double_quoted(struct word_reader *r)
{
	r->open = r->quoted = true;
	while (*r->pos != '\0' && *r->pos != '"') {
		char c = *r->pos++;

		if (c == '`' || (c == '$' && !read_variable(r, true)))
			return false;
		if (c == '$')
			continue;
		if (c == '\\' && *r->pos != '\0' && strchr("\"\\$`", *r->pos))
			c = *r->pos++;
		grow_byte(&r->word, c);
	}
	return *r->pos == '"' && r->pos++;
}

static bool simple_single_quoted(struct word_reader *r)
{
	r->open = r->quoted = true;
	while (*r->pos != '\0' && *r->pos != '\'')
		grow_byte(&r->word, *r->pos++);
	return *r->pos == '\'' && r->pos++;
}

/* Reads one character or quoted part outside of blanks. */
static bool simple_part(struct word_reader *r, char c)
{
	if (c == '\'')
		return simple_single_quoted(r);
	if (c == '"')
		return simple_double_quoted(r);
	if (c == '$')
		return read_variable(r, false);
	if (strchr("|&;<>()`*?[]{}\n", c) || (!r->open && strchr("#~", c)))
		return false;
	if (c == '\\' && (*r->pos == '\0' || *r->pos == '\n'))
		return false;
	r->open = true;
	grow_byte(&r->word, c == '\\' ? *r->pos++ : c);
	return true;
}

static bool is_assignment(const char *word)
{
	size_t name = strcspn(word, "=");

	return word[name] == '=' && is_variable_name(word, name);
}

static bool is_shell_word(const char *word)
{
	for (size_t i = 0; i < ARRAY_LEN(shell_words); i++)
		if (strcmp(word, shell_words[i]) == 0)
			return true;
	return false;
}

bool shell_may_exec(const char *text)
{
	struct strings words = split_at(text, "");

	return words.count > 0 && !strpbrk(text, ";&|\n(<>`") &&
	       !is_shell_word(words.list[0]) && !is_assignment(words.list[0]) &&
	       strcmp(words.list[0], "exec") != 0;
}

static void drop_first(struct strings *words)
{
	words->list++;
	words->count--;
	words->size--;
}

bool split_simple(const char *text, struct strings *ret, struct strings *ret_assigned)
{
	struct word_reader r = { .pos = text };

	while (*r.pos != '\0') {
		char c = *r.pos++;

		if (c == ' ' || c == '\t')
			end_word(&r, ret);
		else if (!simple_part(&r, c))
			return false;
	}
	end_word(&r, ret);
	if (ret->count > 1 && strcmp(ret->list[0], "exec") == 0)
		drop_first(ret);
	while (ret_assigned && ret->count > 1 && is_assignment(ret->list[0])) {
		strings_add(ret_assigned, ret->list[0]);
		drop_first(ret);
	}
	return ret->count > 0 && ret->list[0][0] != '\0' && ret->list[0][0] != '-' &&
	       !is_shell_word(ret->list[0]) && !is_assignment(ret->list[0]);
}

/* ---- execline ---- */

bool split_execline(const char *text, struct strings *ret)
{
	struct word_reader r = { .pos = text };

	while (*r.pos != '\0') {
		char c = *r.pos++;

		if (is_space(c)) {
			end_word(&r, ret);
		} else if (c == '#' && !r.open) {
			r.pos += strcspn(r.pos, "\n");
		} else if (c == '"') {
			r.open = true;
			while (*r.pos != '\0' && *r.pos != '"' && *r.pos != '\\')
				grow_byte(&r.word, *r.pos++);
			if (*r.pos != '"')
				return false;
			r.pos++;
		} else if (strchr("{}\\$", c)) {
			return false;
		} else {
			r.open = true;
			grow_byte(&r.word, c);
		}
	}
	end_word(&r, ret);
	return ret->count > 0;
}
