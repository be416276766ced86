/* tests/fuzz/log_oracle.c - compares the logger's output with its input. */
#include "tests/fuzz/log_oracle.h"

#include "conf/base/escape.h"
#include "supervisor/logger/format/log_lines.h"
#include "tests/fuzz/log_json.h"

/* Do not instrument the checker: the fuzzer must explore the logger only. */
#pragma clang attribute push(__attribute__((no_sanitize("coverage"))), apply_to = function)

/* ---- one line ---- */

static bool same(const struct text *t, const char *with, size_t len)
{
	return t->len == len && (len == 0 || memcmp(t->at, with, len) == 0);
}

/* A line as the service wrote it, without its newline. */
struct raw_line {
	const char *text;
	size_t len;
	bool part; /* the first part of a line that is too long for one line of output */
};

static bool is_json_of(const struct expect *e, const char *line, size_t len,
		       struct raw_line raw)
{
	size_t n = raw.len;
	struct json_line j = { .pos = NULL };
	struct text want = { 0 };
	bool ok = json_line_read(&j, line, len);

	if (n > 0 && raw.text[n - 1] == '\r')
		n--;
	for (size_t i = 0, c; i < n; i += c) {
		char hex[8];

		c = utf8_character(raw.text + i, n - i);
		if (c == 0)
			snprintf(hex, sizeof hex, "\\x%02x", (unsigned char)raw.text[i]);
		text_add(&want, c > 0 ? raw.text + i : hex, c > 0 ? c : 4);
		c = c > 0 ? c : 1;
	}
	ok = ok && same(&j.service, e->name, strlen(e->name)) && j.part == raw.part;
	if (j.has_text)
		ok = ok && same(&j.text, want.at, want.len);
	else
		ok = ok && j.object != NULL && j.object_len <= n &&
		     memmem(raw.text, n, j.object, j.object_len) != NULL;
	free(want.at);
	free(j.text.at);
	free(j.service.at);
	return ok;
}

static bool is_shape_of(const struct expect *e, const char *line, size_t len,
			struct raw_line raw)
{
	static char room[4 * LINE_BYTES_MAX + 64];
	size_t head = strlen(e->name);

	if (e->format == LINE_JSON)
		return is_json_of(e, line, len, raw);
	if (e->format == LINE_PREFIX && (raw.len == 0 || raw.text[0] != '{')) {
		if (len < head + 3 || memcmp(line, e->name, head) != 0 ||
		    memcmp(line + head, " | ", 3) != 0)
			return false;
		line += head + 3;
		len -= head + 3;
	}
	if (e->terminal) {
		raw.len -= raw.len > 0 && raw.text[raw.len - 1] == '\r';
		raw.len = escape_line(room, raw.text, raw.len);
		raw.text = room;
	}
	if (raw.part) {
		if (len < strlen(LINE_PART_MARK) ||
		    memcmp(line + len - strlen(LINE_PART_MARK), LINE_PART_MARK,
			   strlen(LINE_PART_MARK)) != 0)
			return false;
		len -= strlen(LINE_PART_MARK);
	}
	return len == raw.len && memcmp(line, raw.text, len) == 0;
}

static void advance(struct expect *e, size_t to)
{
	if (e->start_count == e->start_room) {
		e->start_room = 2 * e->start_room + 64;
		e->starts = realloc(e->starts, e->start_room * sizeof *e->starts);
	}
	e->starts[e->start_count++] = e->at;
	e->at = to;
}

/* Returns true and advances if the line is the next one that was sent. That line ends at
 * its newline, or where its process may have ended. */
static bool is_next(struct expect *e, const char *line, size_t len)
{
	const char *raw = e->sent->at + e->at;
	size_t left = e->sent->len - e->at, n;
	const char *nl = left > 0 ? memchr(raw, '\n', left) : NULL;

	if (left == 0)
		return false;
	n = nl != NULL ? (size_t)(nl - raw) : left;
	for (unsigned i = 0; e->marks_end && i < e->mark_count; i++)
		if (e->marks[i] > e->at && e->marks[i] - e->at <= n) {
			n = e->marks[i] - e->at;
			nl = NULL;
			break;
		}
	for (unsigned i = 0; i <= e->mark_count; i++) {
		size_t end = i < e->mark_count ? e->marks[i] - e->at : n;

		if (i < e->mark_count && (e->marks[i] <= e->at || end > n))
			continue;
		if (end <= LINE_BYTES_MAX &&
		    is_shape_of(e, line, len, (struct raw_line){ raw, end, false })) {
			advance(e, e->at + end + (end == n && nl != NULL));
			return true;
		}
	}
	for (size_t k = LINE_BYTES_MAX - 3; n > LINE_BYTES_MAX && k <= LINE_BYTES_MAX; k++)
		if (is_shape_of(e, line, len, (struct raw_line){ raw, k, true })) {
			advance(e, e->at + k);
			return true;
		}
	return false;
}

static void skip_one(struct expect *e)
{
	const char *nl = memchr(e->sent->at + e->at, '\n', e->sent->len - e->at);
	size_t n =
		nl != NULL ? (size_t)(nl + 1 - e->sent->at) - e->at : e->sent->len - e->at;

	e->at += n <= LINE_BYTES_MAX + (nl != NULL) ? n : LINE_BYTES_MAX;
	e->skipped++;
}

static bool went_back(struct expect *e, const char *line, size_t len)
{
	size_t at = e->at, count = e->start_count;

	for (size_t i = count; e->repeats < e->may_repeat && i-- > 0;) {
		e->at = e->starts[i];
		if (is_next(e, line, len)) {
			e->start_count = i + 1;
			e->starts[i] = e->at > e->starts[i] ? e->starts[i] : e->at;
			e->repeats++;
			return true;
		}
		e->start_count = count;
	}
	e->at = at;
	return false;
}

bool expect_line(struct expect *e, const char *line, size_t len)
{
	size_t at = e->at;
	unsigned long long skipped = e->skipped;

	if (is_next(e, line, len) || (e->may_repeat > 0 && went_back(e, line, len)))
		return true;
	while (e->may_skip && e->at < e->sent->len) {
		skip_one(e);
		if (is_next(e, line, len))
			return true;
	}
	e->at = at;
	e->skipped = skipped;
	return false;
}

/* ---- the whole text ---- */

/* Reads a report of the logger among JSON lines: {..., "dropped":N,"text":"..."}. Returns N
 * and copies the text. For any other line returns ~0 and copies the line. */
static unsigned long long own_words(const char *line, size_t len, char *ret, size_t size)
{
	struct json_line j = { .pos = NULL };
	const char *number = memmem(line, len, "\"dropped\":", 10);

	snprintf(ret, size, "%.*s", (int)len, line);
	if (number == NULL || !json_line_read(&j, line, len) || !j.has_text)
		number = NULL;
	else
		snprintf(ret, size, "%.*s", (int)j.text.len, j.text.at);
	free(j.text.at);
	free(j.service.at);
	return number != NULL ? strtoull(number + 10, NULL, 10) : ~0ull;
}

/* Returns true if the line is the logger's own. Adds the number of dropped lines that it
 * reports: "ctinit: NAME: N lines were dropped: WHY[; M in all]", in JSON without "ctinit:
 * ". */
static bool is_own(struct expect *all, size_t count, const char *line, size_t len)
{
	char room[2048], *text = room, name[100], *sum;
	unsigned long long n, apart = own_words(line, len, room, sizeof room);

	if (apart == ~0ull && strncmp(text, "ctinit: ", 8) != 0)
		return false;
	if (apart == ~0ull)
		text += 8;
	if (strstr(text, " dropped: ") == NULL ||
	    sscanf(text, "%99[^:]: %llu", name, &n) != 2)
		return true;
	CHECK(apart == ~0ull || apart == n, "%llu apart: '%s'", apart, text);
	if ((sum = strrchr(text, ';')) != NULL)
		n = strtoull(sum + 1, NULL, 10);
	for (size_t i = 0; i < count; i++)
		if (strcmp(all[i].name, name) == 0)
			*(strstr(text, "more than") ? &all[i].over_rate : &all[i].told) = n;
	return true;
}

/* Returns true if the line is the beginning of a line that a killed logger was writing. */
static bool is_torn(const struct expect *e, const char *line, size_t len)
{
	char front[100];
	size_t n = (size_t)snprintf(front, sizeof front, "%s | ", e->name);
	size_t head = e->format == LINE_PREFIX ? n : 0;

	if (e->format == LINE_JSON)
		return len == 0 || line[0] == '{';
	if (len <= head)
		return len == 0 || memcmp(line, front, len) == 0;
	/* The mark of a partial line may be torn too. */
	for (size_t mark = strlen(LINE_PART_MARK); mark > 0; mark--)
		if (len >= head + mark &&
		    memcmp(line + len - mark, LINE_PART_MARK, mark) == 0) {
			len -= mark;
			break;
		}
	return e->sent->len > 0 && (head == 0 || memcmp(line, front, head) == 0) &&
	       memmem(e->sent->at, e->sent->len, line + head, len - head) != NULL;
}

void expect_text(struct expect *all, size_t count, const struct text *got, unsigned kills)
{
	unsigned torn = 0;

	for (size_t at = 0; at < got->len;) {
		const char *line = got->at + at, *nl = memchr(line, '\n', got->len - at);
		size_t len = nl != NULL ? (size_t)(nl - line) : got->len - at;
		bool known = false;

		for (size_t i = 0; i < count && !known; i++)
			known = all[i].sent->len > 0 && expect_line(&all[i], line, len);
		known = known || is_own(all, count, line, len);
		for (size_t i = 0; i < count && !known && torn < 2 * kills; i++)
			known = is_torn(&all[i], line, len) && torn++ < 2 * kills;
		CHECK(known,
		      "not what was sent, at %zu of %zu (%u kills), %zu bytes: '%.*s'", at,
		      got->len, kills, len, (int)(len < 200 ? len : 200), line);
		CHECK(nl != NULL, "the last line has no end");
		at += len + 1;
	}
}

void expect_end(struct expect *e)
{
	if (!e->may_skip)
		CHECK(e->at == e->sent->len, "%s: %zu of %zu bytes came", e->name, e->at,
		      e->sent->len);
	while (e->at < e->sent->len)
		skip_one(e);
	free(e->starts);
	e->starts = NULL;
}

#pragma clang attribute pop
