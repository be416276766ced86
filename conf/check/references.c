/* conf/check/references.c - checks the services that pipe:, on-failed = start: and
 * [init] signals name. */
#include "conf/check/check.h"

#include "conf/base/signal_names.h"
#include "conf/lang/signal_action.h"

#include <stdlib.h>
#include <string.h>

#define SUGGESTIONS_MAX 50

/* ---- [init] signals ---- */

static const struct conf_signal built_in[] = {
	{ .signal = CTINIT_SIGHUP, .action = ON_SIGNAL_RELOAD },
	{ .signal = CTINIT_SIGUSR1, .action = ON_SIGNAL_REOPEN },
	{ .signal = CTINIT_SIGUSR2, .action = ON_SIGNAL_DUMP },
	{ .signal = CTINIT_SIGTERM, .action = ON_SIGNAL_SHUTDOWN },
	{ .signal = CTINIT_SIGINT, .action = ON_SIGNAL_SHUTDOWN },
	{ .signal = CTINIT_SIGQUIT, .action = ON_SIGNAL_SHUTDOWN },
	{ .signal = CTINIT_SIGPWR, .action = ON_SIGNAL_SHUTDOWN },
	{ .signal = CTINIT_SIGRTMIN + 3, .action = ON_SIGNAL_SHUTDOWN },
	{ .signal = CTINIT_SIGRTMIN + 4, .action = ON_SIGNAL_SHUTDOWN },
};

/* Adds one word of [init] signals to the table. It replaces the default action of the
 * signal. */
static void add_signal(struct conf *conf, struct conf_signal *table, size_t *count,
		       uint64_t *seen, const char *word)
{
	const struct entry *entry = entry_scalar(&conf->init, CONF_INIT_SIGNALS);
	struct signal_word parsed;
	char text[256];
	size_t i = 0;

	if (!signal_word_parse(word, &parsed))
		return; /* already reported when the value was parsed */
	if (*seen & (uint64_t)1 << (parsed.signal - 1) && entry)
		entry_error(&conf->init, entry, "%s: this signal is listed twice", word);
	*seen |= (uint64_t)1 << (parsed.signal - 1);
	while (i < *count && table[i].signal != parsed.signal)
		i++;
	*count += i == *count;
	table[i] = (struct conf_signal){ .signal = parsed.signal,
					 .action = parsed.action,
					 .send = parsed.send };
	if (parsed.action == ON_SIGNAL_FORWARD &&
	    !conf_find_targets(conf, parsed.to, &table[i].to) && entry)
		entry_error(&conf->init, entry, "%s",
			    name_missing(conf, parsed.to, NULL, true, &TEXT(text)));
}

static void check_signals(struct conf *conf)
{
	size_t words_count, count = ARRAY_LEN(built_in);
	char *const *words = conf_words(&conf->init, CONF_INIT_SIGNALS, &words_count);
	struct conf_signal *table =
		arena_get(&conf->arena, CTINIT_SIGNAL_COUNT * sizeof *table);
	uint64_t seen = 0;

	if (!table)
		return;
	memcpy(table, built_in, sizeof built_in);
	for (size_t i = 0; i < words_count; i++)
		add_signal(conf, table, &count, &seen, words[i]);
	conf->signals = table;
	conf->signal_count = count;
}

/* ---- keys that refer to one other service ---- */

/* Returns true if `name` refers to exactly one other service. Otherwise reports why not. */
static bool check_single_service(struct conf *conf, const struct conf_section *section,
				 enum conf_key key, const char *name, unsigned *suggestions)
{
	const struct entry *entry = entry_find(section, key);
	struct conf_targets named;
	char text[256];

	if (!conf_find_targets(conf, name, &named))
		entry_error(section, entry, "%s",
			    name_missing(conf, name, section,
					 (*suggestions)++ < SUGGESTIONS_MAX, &TEXT(text)));
	else if (named.count == 0)
		entry_error(section, entry, "%s: is disabled (enabled = no)", name);
	else if (named.count > 1)
		entry_error(section, entry, "%s: has %u instances; name one, as %s@1", name,
			    named.count, name);
	else if (conf->services.sections[named.first]->base == section->base)
		entry_error(section, entry, "%s: names itself", name);
	else
		return true;
	return false;
}

static void check_reader(const struct conf_section *section, enum conf_key key,
			 struct conf_section *reader)
{
	const struct entry *in = entry_find(reader, CONF_SERVICE_STDIN);

	if (in && (in->is_dynamic || conf_number(reader, CONF_SERVICE_STDIN) != STDIO_NULL))
		entry_error(section, entry_find(section, key),
			    "= pipe:%s: that service has its own stdin; remove its stdin "
			    "key",
			    reader->name);
	reader->reads_pipe = true;
}

static void check_output(struct conf *conf, const struct conf_section *section,
			 enum conf_key key, unsigned *suggestions)
{
	const struct entry *entry = entry_find(section, key);
	struct conf_value value;

	if (!entry)
		return;
	if (entry->is_dynamic && strncmp(entry->raw, "pipe:", 5) == 0)
		entry_error(section, entry,
			    "= pipe:...: the name of a service cannot contain variables");
	if (entry->is_dynamic)
		return;
	static_value(section, key, &value);
	if (value.number != STDIO_PIPE || !value.text)
		return;
	if (section->kind == CONF_SETUP)
		entry_error(section, entry_find(section, key),
			    "= pipe:%s: setups run before any service", value.text);
	else if (check_single_service(conf, section, key, value.text, suggestions))
		check_reader(section, key,
			     conf->services.sections[conf_pipe(section, key)]);
}

/* Reports the cycle of pipes from stack[from] to stack[depth] and back. */
static void report_pipe_cycle(struct conf *conf, const uint32_t *stack, size_t from,
			      size_t depth)
{
	const struct conf_section *first = conf->services.sections[stack[from]];
	char text[700];
	size_t len = 0;

	for (size_t i = from; i <= depth && len < sizeof text; i++)
		len += (size_t)snprintf(text + len, sizeof text - len, "%s writes to ",
					conf->services.sections[stack[i]]->name);
	file_error(conf, first->file, first->line, "[service:%s] a cycle of pipes: %s%s",
		   first->base, text, first->name);
}

/* Follows the pipes from services[root]. next[i] counts the outputs of service i that were
 * followed, or is 3 when service i is done. Returns false after it has reported a cycle. */
static bool follow_pipes(struct conf *conf, uint32_t root, uint32_t *stack, uint8_t *next)
{
	static const enum conf_key keys[] = { CONF_SERVICE_STDOUT, CONF_SERVICE_STDERR };
	size_t depth = 0, from = 0;

	stack[0] = root;
	while (true) {
		uint32_t i = stack[depth];
		int to;

		if (next[i] >= ARRAY_LEN(keys)) {
			next[i] = 3;
			if (depth-- == 0)
				return true;
			continue;
		}
		to = conf_pipe(conf->services.sections[i], keys[next[i]++]);
		if (to < 0 || next[to] == 3)
			continue;
		if (next[to] == 0) {
			stack[++depth] = (uint32_t)to;
			continue;
		}
		while (stack[from] != (uint32_t)to)
			from++;
		report_pipe_cycle(conf, stack, from, depth);
		return false;
	}
}

static void find_pipe_cycle(struct conf *conf)
{
	size_t n = conf->services.count;
	uint32_t *stack = calloc(n + 1, sizeof *stack);
	uint8_t *next = calloc(n + 1, 1);
	bool good = true;

	if (!stack || !next)
		conf->arena.failed = true;
	for (uint32_t i = 0; stack && next && good && i < n; i++) {
		if (next[i] == 0)
			good = follow_pipes(conf, i, stack, next);
	}
	free(stack);
	free(next);
}

static void check_on_failed(struct conf *conf, const struct conf_section *section,
			    unsigned *suggestions)
{
	struct conf_value value;

	if (!conf_is_set(section, CONF_SERVICE_ON_FAILED) ||
	    conf_is_dynamic(section, CONF_SERVICE_ON_FAILED))
		return;
	static_value(section, CONF_SERVICE_ON_FAILED, &value);
	if (value.number == ON_FAILED_START && section->kind == CONF_SETUP)
		entry_error(section, entry_find(section, CONF_SERVICE_ON_FAILED),
			    "= start:...: setups run before any service; use shutdown or "
			    "ignore");
	else if (value.number == ON_FAILED_START && value.text)
		check_single_service(conf, section, CONF_SERVICE_ON_FAILED, value.text,
				     suggestions);
}

void conf_check_references(struct conf *conf)
{
	unsigned suggestions = 0;
	bool piped = false;

	for (size_t i = 0; i < conf->services.count; i++) {
		const struct conf_section *section = conf->services.sections[i];

		if (section->instance > 1)
			continue;
		check_output(conf, section, CONF_SERVICE_STDOUT, &suggestions);
		check_output(conf, section, CONF_SERVICE_STDERR, &suggestions);
		check_on_failed(conf, section, &suggestions);
	}
	for (size_t i = 0; i < conf->setups.count; i++) {
		check_output(conf, conf->setups.sections[i], CONF_SERVICE_STDOUT,
			     &suggestions);
		check_output(conf, conf->setups.sections[i], CONF_SERVICE_STDERR,
			     &suggestions);
		check_on_failed(conf, conf->setups.sections[i], &suggestions);
	}
	for (size_t i = 0; i < conf->services.count; i++)
		piped |= conf->services.sections[i]->reads_pipe;
	if (piped)
		find_pipe_cycle(conf);
	check_signals(conf);
}
