/* supervisor/control/parse.c - reads the line of a request. */
#include "supervisor/control/parse.h"

#include "conf/base/edit_distance.h"
#include "conf/base/exits.h"
#include "conf/base/number.h"
#include "conf/lang/words.h"

#include <stdio.h>
#include <string.h>

#define TIMEOUT_MAX HOURS(24 * 7)
#define LINES_MAX   1000000
#define TTY_MAX     9999 /* rows and columns */

/* clang-format off */
static const struct request_handler *const handlers[CONTROL_REQUEST_COUNT] = {
	[CONTROL_PING] = &handler_ping,
	[CONTROL_STATUS] = &handler_status,
	[CONTROL_HEALTH] = &handler_health,
	[CONTROL_GRAPH] = &handler_graph,
	[CONTROL_LOGS] = &handler_logs,
	[CONTROL_WAIT] = &handler_wait,
	[CONTROL_START] = &handler_start,
	[CONTROL_STOP] = &handler_stop,
	[CONTROL_RESTART] = &handler_restart,
	[CONTROL_RELOAD] = &handler_reload,
	[CONTROL_SIGNAL] = &handler_signal,
	[CONTROL_SCALE] = &handler_scale,
	[CONTROL_SHUTDOWN] = &handler_shutdown,
	[CONTROL_EVENTS] = &handler_events,
	[CONTROL_ENABLE] = &handler_enable,
	[CONTROL_DISABLE] = &handler_disable,
	[CONTROL_EXEC] = &handler_exec,
};
/* clang-format on */

static const struct {
	const char *name, *words;
	enum control_rights rights;
} table[CONTROL_REQUEST_COUNT] = {
#define X(id, request_name, request_words, request_rights, meaning) \
	[CONTROL_##id] = { request_name, request_words, CONTROL_##request_rights },
	CONTROL_REQUESTS(X)
#undef X
};

enum control_request parse_request_name(const char *word)
{
	for (unsigned i = 0; i < CONTROL_REQUEST_COUNT; i++) {
		if (strcmp(table[i].name, word) == 0)
			return (enum control_request)i;
	}
	return CONTROL_REQUEST_COUNT;
}

enum control_rights request_rights(const struct served_request *request)
{
	for (unsigned i = 0; i < CONTROL_REQUEST_COUNT; i++) {
		if (handlers[i] == request->handler)
			return table[i].rights;
	}
	return CONTROL_ALLOWED;
}

/* ---- options ---- */

static bool parse_number(const char *text, int64_t max, int64_t *ret)
{
	return number_parse(text, ret) && *ret >= 0 && *ret <= max;
}

/* Returns the word of state `i` of --for: those of the core, then what `status` shows in
 * their place; NULL if there is none. */
static const char *state_word(unsigned i)
{
	if (i < SVC_STATE_COUNT)
		return svc_state_word((enum svc_state)i);
	return i == WAIT_UNHEALTHY ? "unhealthy" : i == WAIT_DISABLED ? "disabled" : NULL;
}

/* Reads "ready,done". Returns false if a word is no state. */
static bool parse_states(const char *text, uint32_t *ret)
{
	*ret = 0;
	for (;;) {
		size_t len = strcspn(text, ",");
		const char *word;
		unsigned i = 0;

		while ((word = state_word(i)) != NULL &&
		       !(strlen(word) == len && strncmp(word, text, len) == 0))
			i++;
		if (len == 2 && strncmp(text, "up", 2) == 0)
			*ret |= 1u << SVC_READY | 1u << SVC_DONE;
		else if (word == NULL)
			return false;
		else
			*ret |= 1u << i;
		if (text[len] == '\0')
			return true;
		text += len + 1;
	}
}

/* Appends the words that parse_states() takes. */
static void append_states(struct text *err)
{
	text_append(err, "; expected states: up");
	for (unsigned i = 0; state_word(i) != NULL; i++)
		text_append(err, ", %s", state_word(i));
}

static bool parse_tty(const char *text, struct request_options *options)
{
	const char *sign = strchr(text, 'x');
	char rows[8] = "";
	int64_t r, c;

	if (sign == NULL || (size_t)(sign - text) >= sizeof rows)
		return false;
	memcpy(rows, text, (size_t)(sign - text));
	if (!parse_number(rows, TTY_MAX, &r) || r == 0 ||
	    !parse_number(sign + 1, TTY_MAX, &c) || c == 0)
		return false;
	options->rows = (unsigned)r;
	options->cols = (unsigned)c;
	return true;
}

/* Reads the value of an option. Returns false if it is wrong. */
static bool read_option(struct request_options *options, const char *name,
			const char *value)
{
	int64_t number;

	if (strcmp(name, "--usage") == 0)
		return options->usage = true;
	if (strcmp(name, "--live") == 0)
		return options->live = true;
	if (strcmp(name, "--ready") == 0)
		return !(options->live = false);
	if (strcmp(name, "--dry-run") == 0)
		return options->dry_run = true;
	if (strcmp(name, "-f") == 0)
		return options->follow = true;
	if (strcmp(name, "--for=") == 0)
		return parse_states(value, &options->states);
	if (strcmp(name, "--tty=") == 0)
		return parse_tty(value, options);
	if (strcmp(name, "--user=") == 0)
		return (options->user = value)[0] != '\0';
	if (strcmp(name, "-n") == 0)
		return parse_number(value, LINES_MAX, &options->lines);
	if (strcmp(name, "--since=") == 0)
		return parse_number(value, INT64_MAX, &options->since);
	if (!parse_number(value, TIMEOUT_MAX, &number))
		return false;
	options->timeout = number;
	return true;
}

/* Finds the option in the handler's list, and copies its name: "--timeout=" for
 * --timeout=5. */
static bool find_option(const char *list, const char *word, char name[16])
{
	const char *sign = strchr(word, '=');
	size_t len = sign != NULL ? (size_t)(sign - word) + 1 : strlen(word);

	for (; *list != '\0'; list += strspn(list, " ")) {
		size_t size = strcspn(list, " ");

		if (size == len && size < 16 && strncmp(list, word, len) == 0) {
			memcpy(name, word, len);
			name[len] = '\0';
			return true;
		}
		list += size;
	}
	return false;
}

static int wrong_value(const char *request_name, const char *name, const char *value,
		       struct text *err)
{
	text_set(err, "%s: the value of %.40s is wrong: %.40s", request_name, name, value);
	if (strcmp(name, "--for=") == 0)
		append_states(err);
	return CTINIT_EXIT_USAGE;
}

/* Reads the options before the other words. Returns 0 or an exit code. */
static int read_options(struct served_request *request, const char *request_name,
			struct text *err)
{
	while (request->word_count > 0 && request->words[0][0] == '-') {
		const char *word = request->words[0];
		char name[16];
		const char *value;

		request->words++;
		request->word_count--;
		if (strcmp(word, "--") == 0)
			break;
		if (!find_option(request->handler->options, word, name)) {
			text_set(err, "%s has no option %.40s", request_name, word);
			return CTINIT_EXIT_USAGE;
		}
		value = word + strlen(name);
		if (strcmp(name, "-n") == 0 && request->word_count > 0) {
			value = *request->words++;
			request->word_count--;
		}
		if (!read_option(&request->options, name, value))
			return wrong_value(request_name, name, value, err);
	}
	return 0;
}

/* ---- words ---- */

static int split_line(const char *line, size_t len, struct conf_scratch *scratch,
		      struct served_request *request, struct text *err)
{
	char why[160] = "";
	struct words words = { .scratch = scratch, .err = &TEXT(why) };

	if (memchr(line, '\0', len) != NULL) {
		text_set(err, "the request has a NUL byte");
		return CTINIT_EXIT_USAGE;
	}
	if (words_split(&words, line, len) < 0) {
		text_set(err, "the request cannot be split into words: %s", why);
		return CTINIT_EXIT_USAGE;
	}
	if (words.is_dynamic || words.count == 0) {
		text_set(err, words.count == 0
				      ? "the request is empty"
				      : "a request has no ${} and no $X: write '$'");
		return CTINIT_EXIT_USAGE;
	}
	request->words = words.list;
	request->word_count = words.count;
	return 0;
}

static int unknown_request(const char *word, struct text *err)
{
	const char *near = NULL;
	unsigned best = 3;

	for (unsigned i = 0; i < CONTROL_REQUEST_COUNT; i++) {
		unsigned n = edit_distance(word, table[i].name);

		if (n < best) {
			best = n;
			near = table[i].name;
		}
	}
	text_set(err, "no such request: %.40s%s%s%s", word, near ? "; did you mean " : "",
		 near ? near : "", near ? "?" : "");
	return CTINIT_EXIT_USAGE;
}

int parse_request(const char *line, size_t len, struct conf_scratch *scratch,
		  struct served_request *request, struct text *err)
{
	enum control_request kind;
	int code = split_line(line, len, scratch, request, err);

	if (code != 0)
		return code;
	kind = parse_request_name(request->words[0]);
	if (kind == CONTROL_REQUEST_COUNT)
		return unknown_request(request->words[0], err);
	request->handler = handlers[kind];
	if (request->handler == NULL) {
		text_set(err, "%s is not possible here", table[kind].name);
		return CTINIT_EXIT_FAILED;
	}
	request->options = (struct request_options){
		.timeout = -1,
		.lines = -1,
		.since = -1,
		.states = 1u << SVC_READY | 1u << SVC_DONE,
	};
	request->words++;
	request->word_count--;
	code = read_options(request, table[kind].name, err);
	if (code != 0)
		return code;
	if (request->word_count < request->handler->min_words ||
	    (request->handler->max_words != WORDS_ANY &&
	     request->word_count > request->handler->max_words)) {
		text_set(err, "usage: %s %s", table[kind].name, table[kind].words);
		return CTINIT_EXIT_USAGE;
	}
	if (!request->handler->no_names)
		request->names = (struct names){ request->words, request->word_count,
						 request->handler->services };
	return 0;
}
