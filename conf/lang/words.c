/* conf/lang/words.c - a value to words: quoting as a POSIX shell's, and ${}. */
#include "conf/lang/words.h"

#include <errno.h>
#include <stdarg.h>
#include <string.h>

/* Texts grow from the front of the scratch, pointers from its back. */
struct scan {
	struct words *words;
	const char *at, *end;
	size_t front, back; /* offsets into the scratch; back is a multiple of a pointer */
	size_t word_from;
	unsigned depth; /* of ${} */
	unsigned mute;  /* inside a branch that is not taken */
	bool literal;   /* the value of $X: no expansion */
	bool open;      /* something of a word was seen */
	bool kept;      /* quotes were seen: the word stays though empty */
	int error;
};

static void fail(struct scan *s, const char *format, ...)
	__attribute__((format(printf, 2, 3)));
static void fail(struct scan *s, const char *format, ...)
{
	va_list args;

	if (s->error != 0)
		return;
	s->error = -EINVAL;
	va_start(args, format);
	text_vset(s->words->err, format, args);
	va_end(args);
}

static void full(struct scan *s)
{
	if (s->error != 0)
		return;
	s->error = -ENOSPC;
	text_set(s->words->err, "expands to too much");
}

static void put(struct scan *s, char c)
{
	if (s->mute > 0)
		return;
	if (s->front >= s->back)
		full(s);
	else
		s->words->scratch->at[s->front++] = c;
}

static void put_all(struct scan *s, const char *text, size_t len)
{
	if (s->mute > 0)
		return;
	if (len > s->back - s->front) {
		full(s);
		return;
	}
	memcpy(s->words->scratch->at + s->front, text, len);
	s->front += len;
}

static void end_word(struct scan *s)
{
	bool keep = s->kept || s->front > s->word_from;

	if (s->open && keep && s->error == 0) {
		const char *word = s->words->scratch->at + s->word_from;

		put(s, '\0');
		if (s->back - s->front < sizeof word) {
			full(s);
			return;
		}
		s->back -= sizeof word;
		memcpy(s->words->scratch->at + s->back, &word, sizeof word);
		s->words->count++;
	}
	s->word_from = s->front;
	s->open = s->kept = false;
}

/* `from` is where the quote or the ${ stands. */
static void not_closed(struct scan *s, const char *what, const char *from, const char *more)
{
	char shown[48];

	words_show(from, (size_t)(s->end - from), shown, sizeof shown);
	fail(s, "a %s is not closed%s: %s", what, more, shown);
}

static bool is_blank(char c)
{
	return c == ' ' || c == '\t';
}

static bool is_name_start(char c)
{
	return (c >= 'A' && c <= 'Z') || (c >= 'a' && c <= 'z') || c == '_';
}

static size_t name_length(const char *at, const char *end)
{
	const char *from = at;

	if (at < end && is_name_start(*at)) {
		while (at < end && (is_name_start(*at) || (*at >= '0' && *at <= '9')))
			at++;
	}
	return (size_t)(at - from);
}

static void single_quoted(struct scan *s)
{
	const char *close = memchr(s->at, '\'', (size_t)(s->end - s->at));

	s->kept = true;
	if (!close) {
		not_closed(s, "'", s->at - 1, " (quotes do not span lines)");
		return;
	}
	put_all(s, s->at, (size_t)(close - s->at));
	s->at = close + 1;
}

static int hex_digit(char c)
{
	if (c >= '0' && c <= '9')
		return c - '0';
	if (c >= 'a' && c <= 'f')
		return c - 'a' + 10;
	return c >= 'A' && c <= 'F' ? c - 'A' + 10 : -1;
}

static void hex_escape(struct scan *s)
{
	int high = s->end - s->at >= 2 ? hex_digit(s->at[0]) : -1;
	int low = high >= 0 ? hex_digit(s->at[1]) : -1;

	if (low < 0 || (high == 0 && low == 0)) {
		fail(s, "\\x in $'...' wants two hexadecimal digits, not 00");
		return;
	}
	put(s, (char)(high << 4 | low));
	s->at += 2;
}

static void dollar_quoted(struct scan *s)
{
	static const char letters[] = "ntreabfv\\'\"";
	static const char bytes[] = "\n\t\r\033\a\b\f\v\\'\"";
	const char *from = s->at - 2;

	s->kept = true;
	while (s->at < s->end && s->error == 0) {
		char c = *s->at++;
		const char *found;

		if (c == '\'')
			return;
		if (c != '\\' || s->at >= s->end) {
			put(s, c);
			continue;
		}
		c = *s->at++;
		found = strchr(letters, c);
		if (c == 'x')
			hex_escape(s);
		else if (found && c != '\0')
			put(s, bytes[found - letters]);
		else
			fail(s,
			     "\\%c in $'...' is unknown; want one of \\n \\t \\r \\e "
			     "\\\\ \\' \\xHH",
			     c);
	}
	not_closed(s, "$'", from, " (quotes do not span lines)");
}

static const char *find(struct scan *s, const char *name, size_t len)
{
	const struct conf_lookup *lookup = s->words->lookup;
	const char *value;

	s->words->dynamic = true;
	if (!lookup || s->mute > 0)
		return NULL;
	value = lookup->find(lookup->context, name, len);
	return value;
}

static void unset(struct scan *s, const char *name, size_t len)
{
	if (s->words->lookup && s->mute == 0 && text_is_empty(s->words->err))
		text_set(s->words->err,
			 "%.*s is not set: empty here; ${%.*s:-} says that this is meant",
			 (int)(len < 64 ? len : 64), name, (int)(len < 64 ? len : 64),
			 name);
}

static void brace_body(struct scan *s, const char *name, bool in_quotes);

/* What stands before the } of ${X:?...}, as the message of an error. */
static void refuse_unset(struct scan *s, const char *name, size_t len, bool in_quotes)
{
	size_t from = s->front;
	char shown[160];

	brace_body(s, name, in_quotes);
	if (s->error != 0)
		return;
	words_show(s->words->scratch->at + from, s->front - from, shown, sizeof shown);
	fail(s, "%.*s is not set: %s", (int)(len < 64 ? len : 64), name,
	     s->front > from ? shown : "it must be");
}

static void skip_body(struct scan *s, const char *name, bool in_quotes)
{
	s->mute++;
	brace_body(s, name, in_quotes);
	s->mute--;
}

/* Just behind "${NAME:": one of -word} +word} ?word} */
static void operated(struct scan *s, const char *name, size_t len, bool in_quotes)
{
	const char *value = find(s, name, len);
	bool given = value && value[0] != '\0';
	bool known = s->words->lookup && s->mute == 0;

	switch (s->at < s->end ? *s->at++ : '\0') {
	case '-':
		if (given)
			put_all(s, value, strlen(value));
		if (given)
			skip_body(s, name, in_quotes);
		else
			brace_body(s, name, in_quotes);
		return;
	case '+':
		if (given)
			brace_body(s, name, in_quotes);
		else
			skip_body(s, name, in_quotes);
		return;
	case '?':
		if (given)
			put_all(s, value, strlen(value));
		if (known && !given)
			refuse_unset(s, name, len, in_quotes);
		else
			skip_body(s, name, in_quotes);
		return;
	default:
		fail(s, "want ${%.*s}, ${%.*s:-word}, ${%.*s:+word} or ${%.*s:?message}",
		     (int)(len < 64 ? len : 64), name, (int)(len < 64 ? len : 64), name,
		     (int)(len < 64 ? len : 64), name, (int)(len < 64 ? len : 64), name);
	}
}

/* Just behind "${". */
static void braced(struct scan *s, bool in_quotes)
{
	const char *name = s->at;
	size_t len = name_length(s->at, s->end);
	const char *value;
	char shown[48];

	s->at += len;
	if (len == 0) {
		words_show(name, (size_t)(s->end - name), shown, sizeof shown);
		fail(s, "${ wants a variable's name, not \"%s\"", shown);
	} else if (++s->depth > WORDS_DEPTH_MAX) {
		fail(s, "more than %d ${ inside one another", WORDS_DEPTH_MAX);
	} else if (s->at < s->end && *s->at == '}') {
		s->at++;
		value = find(s, name, len);
		if (value)
			put_all(s, value, strlen(value));
		else
			unset(s, name, len);
	} else if (s->at < s->end && *s->at == ':') {
		s->at++;
		operated(s, name, len, in_quotes);
	} else if (s->at >= s->end) {
		not_closed(s, "${", name - 2, "");
	} else {
		fail(s, "want ${%.*s}, or :- :+ :? behind the name",
		     (int)(len < 64 ? len : 64), name);
	}
	s->depth--;
}

/* Just behind a $ that does not begin a $X word. */
static void dollar(struct scan *s, bool in_quotes)
{
	size_t len = name_length(s->at, s->end);

	if (s->at < s->end && *s->at == '$') {
		s->at++;
		put(s, '$');
	} else if (s->at < s->end && *s->at == '{') {
		s->at++;
		braced(s, in_quotes);
	} else if (s->at < s->end && *s->at == '\'' && !in_quotes) {
		s->at++;
		dollar_quoted(s);
	} else if (len > 0) {
		fail(s, "$%.*s inside a word: did you mean ${%.*s}? ($$ is a dollar)",
		     (int)(len < 64 ? len : 64), s->at, (int)(len < 64 ? len : 64), s->at);
	} else {
		fail(s, "a lone $: no shell runs here; $$ is a dollar");
	}
}

static void double_quoted(struct scan *s)
{
	const char *from = s->at - 1;

	s->kept = true;
	while (s->at < s->end && s->error == 0) {
		char c = *s->at++;

		if (c == '"')
			return;
		if (c == '$' && !s->literal)
			dollar(s, true);
		else if (c == '\\' && s->at < s->end && strchr("\"\\$", *s->at))
			put(s, *s->at++);
		else
			put(s, c);
	}
	not_closed(s, "\"", from, " (quotes do not span lines)");
}

/* One character, or one quoted part, outside of double quotes. */
static void bare(struct scan *s, char c)
{
	if (c == '\'')
		single_quoted(s);
	else if (c == '"')
		double_quoted(s);
	else if (c == '$' && !s->literal)
		dollar(s, false);
	else if (c != '\\')
		put(s, c);
	else if (s->at < s->end)
		put(s, *s->at++);
	else
		fail(s, "ends in a backslash; \\\\ is one");
}

/* The word in ${NAME:-word}, up to its }. Blanks belong to it. */
static void brace_body(struct scan *s, const char *name, bool in_quotes)
{
	bool kept = s->kept;

	while (s->at < s->end && s->error == 0) {
		char c = *s->at++;

		if (c == '}') {
			if (s->mute > 0)
				s->kept = kept;
			return;
		}
		if (!in_quotes)
			bare(s, c);
		else if (c == '"')
			fail(s, "a \" inside \"${...}\": write \\\" for one");
		else if (c == '$')
			dollar(s, true);
		else if (c == '\\' && s->at < s->end && strchr("\"\\$}", *s->at))
			put(s, *s->at++);
		else
			put(s, c);
	}
	not_closed(s, "${", name - 2, "");
}

static void scan_words(struct scan *s);

/* $X as a whole word, just behind the $: its value, split, into words. */
static void split_variable(struct scan *s, size_t len)
{
	const char *value = find(s, s->at, len);
	const char *at = s->at + len, *end = s->end;

	if (!value) {
		unset(s, s->at, len);
	} else {
		char name[65];

		snprintf(name, sizeof name, "%.*s", (int)(len < 64 ? len : 64), s->at);
		s->at = value;
		s->end = value + strlen(value);
		s->literal = true;
		scan_words(s);
		s->literal = false;
		if (s->error == -EINVAL) {
			char reason[200];

			snprintf(reason, sizeof reason, "%s", s->words->err->buffer);
			text_set(s->words->err, "the value of $%s: %s", name, reason);
		}
	}
	s->at = at;
	s->end = end;
}

static bool split_blank(const struct scan *s, char c)
{
	return is_blank(c) || (s->literal && (c == '\n' || c == '\r'));
}

static void scan_words(struct scan *s)
{
	while (s->at < s->end && s->error == 0) {
		char c = *s->at++;
		size_t len;

		if (split_blank(s, c)) {
			end_word(s);
			continue;
		}
		if (!s->open && !s->literal && (c == ';' || c == '#'))
			s->words->comment = true;
		if (!s->open && !s->literal && words_of_shell(s->at - 1, s->end))
			s->words->shell = true;
		if (!s->literal && words_pasted(s->at - 1, s->end, s->open))
			s->words->pasted = true;
		if (!s->open && !s->literal && c == '$') {
			len = name_length(s->at, s->end);
			if (len > 0 && (s->at + len == s->end || is_blank(s->at[len]))) {
				split_variable(s, len);
				continue;
			}
		}
		s->open = true;
		bare(s, c);
	}
	end_word(s);
}

/* The pointers, last first at the back, become an array behind the texts. */
static int finish(struct scan *s)
{
	struct conf_scratch *scratch = s->words->scratch;
	size_t count = s->words->count;
	uintptr_t front = (uintptr_t)(scratch->at + s->front);
	char *to;

	front = (front + sizeof(char *) - 1) & ~(uintptr_t)(sizeof(char *) - 1);
	s->front = (size_t)(front - (uintptr_t)scratch->at);
	if (s->front > s->back || s->back - s->front < sizeof(char *)) {
		full(s);
		return s->error;
	}
	to = scratch->at + s->front;
	memmove(to, scratch->at + s->back, count * sizeof(char *));
	s->words->at = (char **)(void *)to;
	for (size_t i = 0; i < count / 2; i++) {
		char *word = s->words->at[i];

		s->words->at[i] = s->words->at[count - 1 - i];
		s->words->at[count - 1 - i] = word;
	}
	s->words->at[count] = NULL;
	scratch->used = s->front + (count + 1) * sizeof(char *);
	return 0;
}

int words_split(struct words *words, const char *text, size_t len)
{
	struct conf_scratch *scratch = words->scratch;
	uintptr_t back = (uintptr_t)(scratch->at + scratch->size);
	struct scan s = { .words = words, .at = text, .end = text + len };

	words->at = NULL;
	words->count = 0;
	words->dynamic = words->comment = words->shell = words->pasted = false;
	text_clear(words->err);
	back &= ~(uintptr_t)(sizeof(char *) - 1);
	s.front = s.word_from = scratch->used;
	s.back =
		back > (uintptr_t)scratch->at ? (size_t)(back - (uintptr_t)scratch->at) : 0;
	if (s.back < s.front)
		full(&s);
	scan_words(&s);
	return s.error != 0 ? s.error : finish(&s);
}
