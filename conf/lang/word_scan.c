/* conf/lang/word_scan.c - keeps the state of words_split() and stores the words. */
#include "conf/lang/word_scan.h"

#include "conf/base/escape.h"

#include <errno.h>
#include <stdarg.h>
#include <stdint.h>
#include <stdio.h>
#include <string.h>

void scan_fail(struct word_scan *s, const char *format, ...)
{
	va_list args;

	if (s->error != 0)
		return;
	s->error = -EINVAL;
	va_start(args, format);
	text_vset(s->words->err, format, args);
	va_end(args);
}

void scan_full(struct word_scan *s)
{
	if (s->error != 0)
		return;
	s->error = -ENOSPC;
	text_set(s->words->err, "expands to too much");
}

void scan_put(struct word_scan *s, char c)
{
	if (s->skipping > 0)
		return;
	if (s->front >= s->back)
		scan_full(s);
	else
		s->words->scratch->base[s->front++] = c;
}

void scan_put_all(struct word_scan *s, const char *text, size_t len)
{
	if (s->skipping > 0)
		return;
	if (len > s->back - s->front) {
		scan_full(s);
		return;
	}
	memcpy(s->words->scratch->base + s->front, text, len);
	s->front += len;
}

void scan_end_word(struct word_scan *s)
{
	bool keep = s->quoted || s->front > s->word_from;

	if (s->open && keep && s->error == 0) {
		const char *word = s->words->scratch->base + s->word_from;

		scan_put(s, '\0');
		if (s->back - s->front < sizeof word) {
			scan_full(s);
			return;
		}
		s->back -= sizeof word;
		memcpy(s->words->scratch->base + s->back, &word, sizeof word);
		s->words->count++;
	}
	s->word_from = s->front;
	s->open = s->quoted = false;
}

void scan_not_closed(struct word_scan *s, const char *opening, const char *from,
		     const char *more)
{
	char shown[48];

	printable_text(from, (size_t)(s->end - from), shown, sizeof shown);
	scan_fail(s, "a %s is not closed%s: %s", opening, more, shown);
}

int scan_finish(struct word_scan *s)
{
	struct conf_scratch *scratch = s->words->scratch;
	size_t count = s->words->count;
	uintptr_t front = (uintptr_t)(scratch->base + s->front);
	char *to;

	front = (front + sizeof(char *) - 1) & ~(uintptr_t)(sizeof(char *) - 1);
	s->front = (size_t)(front - (uintptr_t)scratch->base);
	if (s->front > s->back || s->back - s->front < sizeof(char *)) {
		scan_full(s);
		return s->error;
	}
	to = scratch->base + s->front;
	memmove(to, scratch->base + s->back, count * sizeof(char *));
	s->words->list = (char **)(void *)to;
	for (size_t i = 0; i < count / 2; i++) {
		char *word = s->words->list[i];

		s->words->list[i] = s->words->list[count - 1 - i];
		s->words->list[count - 1 - i] = word;
	}
	s->words->list[count] = NULL;
	scratch->used = s->front + (count + 1) * sizeof(char *);
	return 0;
}
