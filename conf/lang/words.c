/* conf/lang/words.c - splits a value into words, with POSIX quoting and ${}. */
#include "conf/lang/words.h"

#include "conf/base/escape.h"
#include "conf/lang/unquote.h"
#include "conf/lang/word_marks.h"
#include "conf/lang/word_scan.h"

#include <errno.h>
#include <stdint.h>
#include <stdio.h>
#include <string.h>

static bool is_blank(char c)
{
	return c == ' ' || c == '\t';
}

static bool is_name_start(char c)
{
	return (c >= 'A' && c <= 'Z') || (c >= 'a' && c <= 'z') || c == '_';
}

static size_t name_length(const char *pos, const char *end)
{
	const char *from = pos;

	if (pos < end && is_name_start(*pos)) {
		while (pos < end && (is_name_start(*pos) || (*pos >= '0' && *pos <= '9')))
			pos++;
	}
	return (size_t)(pos - from);
}

/* Returns the %.*s width for a name: at most 64. */
static int name_width(size_t len)
{
	return len < 64 ? (int)len : 64;
}

static const char *find_variable(struct word_scan *s, const char *name, size_t len)
{
	const struct conf_lookup *lookup = s->words->lookup;

	s->words->is_dynamic = true;
	if (!lookup || s->skipping > 0)
		return NULL;
	return lookup->find(lookup->context, name, len);
}

static void warn_unset(struct word_scan *s, const char *name, size_t len)
{
	if (s->words->lookup && s->skipping == 0 && text_is_empty(s->words->err))
		text_set(s->words->err,
			 "%.*s is not set: it is empty here; write ${%.*s:-} if that is "
			 "intended",
			 name_width(len), name, name_width(len), name);
}

static void scan_brace_word(struct word_scan *s, const char *name, bool in_quotes);

/* Fails with the message of ${X:?message}. */
static void fail_unset(struct word_scan *s, const char *name, size_t len, bool in_quotes)
{
	size_t from = s->front;
	char shown[160];

	scan_brace_word(s, name, in_quotes);
	if (s->error != 0)
		return;
	printable_text(s->words->scratch->base + from, s->front - from, shown,
		       sizeof shown);
	scan_fail(s, "%.*s is not set: %s", name_width(len), name,
		  s->front > from ? shown : "it must be");
}

static void skip_brace_word(struct word_scan *s, const char *name, bool in_quotes)
{
	s->skipping++;
	scan_brace_word(s, name, in_quotes);
	s->skipping--;
}

/* Expands the rest of a ${} after "${NAME:": "-word}", "+word}" or "?word}". */
static void expand_operator(struct word_scan *s, const char *name, size_t len,
			    bool in_quotes)
{
	const char *value = find_variable(s, name, len);
	bool given = value && value[0] != '\0';
	bool known = s->words->lookup && s->skipping == 0;

	switch (s->pos < s->end ? *s->pos++ : '\0') {
	case '-':
		if (given)
			scan_put_all(s, value, strlen(value));
		if (given)
			skip_brace_word(s, name, in_quotes);
		else
			scan_brace_word(s, name, in_quotes);
		return;
	case '+':
		if (given)
			scan_brace_word(s, name, in_quotes);
		else
			skip_brace_word(s, name, in_quotes);
		return;
	case '?':
		if (given)
			scan_put_all(s, value, strlen(value));
		if (known && !given)
			fail_unset(s, name, len, in_quotes);
		else
			skip_brace_word(s, name, in_quotes);
		return;
	default:
		scan_fail(s,
			  "expected ${%.*s}, ${%.*s:-word}, ${%.*s:+word} or "
			  "${%.*s:?message}",
			  name_width(len), name, name_width(len), name, name_width(len),
			  name, name_width(len), name);
	}
}

/* Expands the rest of a ${} after "${". */
static void expand_braced(struct word_scan *s, bool in_quotes)
{
	const char *name = s->pos;
	size_t len = name_length(s->pos, s->end);
	const char *value;
	char shown[48];

	s->pos += len;
	if (len == 0) {
		printable_text(name, (size_t)(s->end - name), shown, sizeof shown);
		scan_fail(s, "${ needs a variable's name, not \"%s\"", shown);
	} else if (++s->depth > WORDS_DEPTH_MAX) {
		scan_fail(s, "more than %d nested ${", WORDS_DEPTH_MAX);
	} else if (s->pos < s->end && *s->pos == '}') {
		s->pos++;
		value = find_variable(s, name, len);
		if (value)
			scan_put_all(s, value, strlen(value));
		else
			warn_unset(s, name, len);
	} else if (s->pos < s->end && *s->pos == ':') {
		s->pos++;
		expand_operator(s, name, len, in_quotes);
	} else if (s->pos >= s->end) {
		scan_not_closed(s, "${", name - 2, "");
	} else {
		scan_fail(s, "expected ${%.*s}, or :- :+ :? after the name",
			  name_width(len), name);
	}
	s->depth--;
}

/* Expands the text after a $. expand_word_variable() expands a $X that is a whole word. */
static void expand_dollar(struct word_scan *s, bool in_quotes)
{
	size_t len = name_length(s->pos, s->end);

	if (s->pos < s->end && *s->pos == '$') {
		s->pos++;
		scan_put(s, '$');
	} else if (s->pos < s->end && *s->pos == '{') {
		s->pos++;
		expand_braced(s, in_quotes);
	} else if (s->pos < s->end && *s->pos == '\'' && !in_quotes) {
		s->pos++;
		scan_dollar_quoted(s);
	} else if (len > 0) {
		scan_fail(s, "$%.*s inside a word: did you mean ${%.*s}? ($$ is a dollar)",
			  name_width(len), s->pos, name_width(len), s->pos);
	} else {
		scan_fail(s, "a single $: no shell runs here; write $$ for a dollar");
	}
}

static void scan_double_quoted(struct word_scan *s)
{
	const char *from = s->pos - 1;

	s->quoted = true;
	while (s->pos < s->end && s->error == 0) {
		char c = *s->pos++;

		if (c == '"')
			return;
		if (c == '$' && !s->no_expand)
			expand_dollar(s, true);
		else if (c == '\\' && s->pos < s->end && strchr("\"\\$", *s->pos))
			scan_put(s, *s->pos++);
		else
			scan_put(s, c);
	}
	scan_not_closed(s, "\"", from, " (quotes do not span lines)");
}

/* Scans one character or one quoted part, outside of double quotes. */
static void scan_unquoted(struct word_scan *s, char c)
{
	if (c == '\'')
		scan_single_quoted(s);
	else if (c == '"')
		scan_double_quoted(s);
	else if (c == '$' && !s->no_expand)
		expand_dollar(s, false);
	else if (c != '\\')
		scan_put(s, c);
	else if (s->pos < s->end)
		scan_put(s, *s->pos++);
	else
		scan_fail(s, "ends with a backslash; write \\\\ for one");
}

/* Scans the word in ${NAME:-word} up to its }. Blanks belong to it. */
static void scan_brace_word(struct word_scan *s, const char *name, bool in_quotes)
{
	bool quoted = s->quoted;

	while (s->pos < s->end && s->error == 0) {
		char c = *s->pos++;

		if (c == '}') {
			if (s->skipping > 0)
				s->quoted = quoted;
			return;
		}
		if (!in_quotes)
			scan_unquoted(s, c);
		else if (c == '"')
			scan_fail(s, "a \" inside \"${...}\": write \\\" for one");
		else if (c == '$')
			expand_dollar(s, true);
		else if (c == '\\' && s->pos < s->end && strchr("\"\\$}", *s->pos))
			scan_put(s, *s->pos++);
		else
			scan_put(s, c);
	}
	scan_not_closed(s, "${", name - 2, "");
}

static void scan_words(struct word_scan *s);

/* Expands $X as a whole word: splits the value of X into words. s->pos is after the $. */
static void expand_word_variable(struct word_scan *s, size_t len)
{
	const char *value = find_variable(s, s->pos, len);
	const char *pos = s->pos + len, *end = s->end;

	if (!value) {
		warn_unset(s, s->pos, len);
	} else {
		char name[65];

		snprintf(name, sizeof name, "%.*s", name_width(len), s->pos);
		s->pos = value;
		s->end = value + strlen(value);
		s->no_expand = true;
		scan_words(s);
		s->no_expand = false;
		if (s->error == -EINVAL) {
			char reason[200];

			text_set(&TEXT(reason), "%s", s->words->err->buffer);
			text_set(s->words->err, "the value of $%s: %s", name, reason);
		}
	}
	s->pos = pos;
	s->end = end;
}

static bool is_word_end(const struct word_scan *s, char c)
{
	return is_blank(c) || (s->no_expand && (c == '\n' || c == '\r'));
}

static void scan_words(struct word_scan *s)
{
	while (s->pos < s->end && s->error == 0) {
		char c = *s->pos++;
		size_t len;

		if (is_word_end(s, c)) {
			scan_end_word(s);
			continue;
		}
		if (!s->open && !s->no_expand && (c == ';' || c == '#'))
			s->words->comment = true;
		if (!s->open && !s->no_expand && word_is_shell_operator(s->pos - 1, s->end))
			s->words->shell = true;
		if (!s->no_expand && text_is_typographic(s->pos - 1, s->end, s->open))
			s->words->typographic = true;
		if (!s->open && !s->no_expand && c == '$') {
			len = name_length(s->pos, s->end);
			if (len > 0 && (s->pos + len == s->end || is_blank(s->pos[len]))) {
				expand_word_variable(s, len);
				continue;
			}
		}
		s->open = true;
		scan_unquoted(s, c);
	}
	scan_end_word(s);
}

int words_split(struct words *words, const char *text, size_t len)
{
	struct conf_scratch *scratch = words->scratch;
	uintptr_t back = (uintptr_t)(scratch->base + scratch->size);
	struct word_scan s = { .words = words, .pos = text, .end = text + len };

	words->list = NULL;
	words->count = 0;
	words->is_dynamic = words->comment = words->shell = words->typographic = false;
	text_clear(words->err);
	back &= ~(uintptr_t)(sizeof(char *) - 1);
	s.front = s.word_from = scratch->used;
	s.back = back > (uintptr_t)scratch->base ? (size_t)(back - (uintptr_t)scratch->base)
						 : 0;
	if (s.back < s.front)
		scan_full(&s);
	scan_words(&s);
	return s.error != 0 ? s.error : scan_finish(&s);
}
