/* conf/lang/suggest.c - what was probably meant: keys, values. Pure. Other programs' keys are in
 * conf/lang/migration_hints.c. */
#include "conf/base/signals.h"
#include "conf/lang/value.h"
#include "conf/lang/words.h"

#include <string.h>

unsigned conf_edits(const char *a, const char *b)
{
	unsigned rows[3][40];
	size_t height = strlen(a), width = strlen(b);

	if (width >= ARRAY_LEN(rows[0]) || height >= ARRAY_LEN(rows[0]))
		return ARRAY_LEN(rows[0]);
	for (unsigned j = 0; j <= width; j++)
		rows[0][j] = j;
	for (unsigned i = 1; i <= height; i++) {
		unsigned *row = rows[i % 3], *up = rows[(i - 1) % 3];

		row[0] = i;
		for (unsigned j = 1; j <= width; j++) {
			unsigned best = up[j - 1] + (a[i - 1] != b[j - 1]);

			if (up[j] + 1 < best)
				best = up[j] + 1;
			if (row[j - 1] + 1 < best)
				best = row[j - 1] + 1;
			if (i > 1 && j > 1 && a[i - 1] == b[j - 2] &&
			    a[i - 2] == b[j - 1] && rows[(i - 2) % 3][j - 2] + 1 < best)
				best = rows[(i - 2) % 3][j - 2] + 1;
			row[j] = best;
		}
	}
	return rows[height % 3][width];
}

/* "log-size" leaves a part of log-max-size out. */
static bool leaves_out(const char *name, const char *whole)
{
	size_t parts = 0;

	for (; *name != '\0'; parts++) {
		size_t len = strcspn(name, "-_"), n = 0;

		while (*whole != '\0') {
			n = strcspn(whole, "-");
			if (n == len && memcmp(name, whole, n) == 0)
				break;
			whole += n + (whole[n] == '-');
		}
		if (*whole == '\0')
			return false;
		whole += n + (whole[n] == '-');
		name += len + (name[len] != '\0');
	}
	return parts > 1;
}

enum conf_key conf_key_nearest(enum conf_section_kind section, const char *name)
{
	enum conf_key best = CONF_KEY_COUNT;
	unsigned best_edits = strlen(name) < 5 ? 2 : 3;

	for (unsigned i = 0; i < CONF_KEY_COUNT; i++) {
		unsigned n;

		if (!conf_key_allowed(section, (enum conf_key)i))
			continue;
		n = conf_edits(name, conf_key_info((enum conf_key)i)->name);
		if (n > 1 && leaves_out(name, conf_key_info((enum conf_key)i)->name))
			n = 1;
		if (n < best_edits) {
			best_edits = n;
			best = (enum conf_key)i;
		}
	}
	return best;
}

bool words_of_shell(const char *at, const char *end)
{
	static const char *const all[] = { "&&", "||", "|",  "&",    ">",
					   ">>", "<",  "2>", "2>&1", "&>" };
	size_t len = 0;

	while (at + len < end && at[len] != ' ' && at[len] != '\t')
		len++;
	for (size_t i = 0; i < ARRAY_LEN(all); i++) {
		if (len == strlen(all[i]) && memcmp(at, all[i], len) == 0)
			return true;
	}
	return len > 0 && *at == '`';
}

bool words_pasted(const char *at, const char *end, bool in_word)
{
	if (end - at >= 2 && memcmp(at, "\xc2\xa0", 2) == 0)
		return true;
	return !in_word && end - at >= 3 && memcmp(at, "\xe2\x80", 2) == 0 &&
	       strchr("\x93\x94\x98\x99\x9c\x9d", at[2]);
}

/* ---- values ---- */

static unsigned edits_allowed(const char *word)
{
	return strlen(word) < 4 ? 1 : 2;
}

/* "tpc:db:80" is compared as "tpc:" where the choice is the front of a value. */
static unsigned value_edits(const char *word, const char *choice)
{
	size_t len = strcspn(choice, ":") + 1, colon = strcspn(word, ":") + 1;
	char front[24], wanted[24];

	if (!strchr(choice, ':'))
		return conf_edits(word, choice);
	if (word[colon - 1] != ':' || colon >= sizeof front || len >= sizeof wanted)
		return 40;
	snprintf(front, colon + 1, "%s", word);
	snprintf(wanted, len + 1, "%s", choice);
	return conf_edits(front, wanted);
}

static const char *near_signal(const char *word)
{
#define X(name, number) #name,
	static const char *const names[] = { CTINIT_SIGNALS(X) };
#undef X
	char name[16];
	size_t len = strcspn(word, ":");

	if (len < 2 || len >= sizeof name)
		return NULL;
	for (size_t i = 0; i < len; i++)
		name[i] = (char)(word[i] >= 'a' && word[i] <= 'z' ? word[i] - 32 : word[i]);
	name[len] = '\0';
	if (signal_parse(name) > 0)
		return NULL;
	for (size_t i = 0; i < ARRAY_LEN(names); i++) {
		const char *at = strncmp(name, "SIG", 3) == 0 ? name + 3 : name;

		if (conf_edits(at, names[i]) == 1)
			return names[i];
	}
	return NULL;
}

/* What other programs write, by the key's name. */
static const struct {
	const char *key, *said, *meant;
} words_of_others[] = {
	{ "restart", "yes", "always" },
	{ "restart", "true", "always" },
	{ "restart", "unless-stopped", "always" },
	{ "restart", "no", "never" },
	{ "restart", "false", "never" },
	{ "restart", "unexpected", "on-failure" },
	{ "type", "oneshot", "task" },
	{ "type", "simple", "daemon" },
	{ "restart", "any", "always" },
	{ "restart", "on-success", "always" },
	{ "restart", "on-abnormal", "on-failure" },
	{ "restart", "on-abort", "on-failure" },
	{ "restart", "on-watchdog", "on-failure" },
	{ "type", "longrun", "daemon" },
	{ "type", "exec", "daemon" },
	{ "type", "notify", "daemon, with ready = notify" },
	{ "type", "notify-reload", "daemon, with ready = notify" },
	{ "type", "process", "daemon" },
	{ "type", "bgprocess", "forking" },
	{ "type", "scripted", "task" },
	{ "kill", "control-group", "tree" },
	{ "kill", "mixed", "tree" },
	{ "kill", "process", "main" },
	{ "kill", "none", "main" },
	{ "stdout", "/dev/stdout", "log" },
	{ "stdout", "/dev/fd/1", "log" },
	{ "stdout", "syslog", "log" },
	{ "stdout", "journal", "log" },
	{ "stdout", "tty", "inherit" },
	{ "stdout", "NONE", "null" },
	{ "stderr", "/dev/stderr", "log" },
	{ "stderr", "/dev/stdout", "log" },
	{ "stderr", "/dev/fd/2", "log" },
	{ "stderr", "stdout", "log" },
	{ "stderr", "syslog", "log" },
	{ "stderr", "journal", "log" },
	{ "stderr", "tty", "inherit" },
	{ "stderr", "NONE", "null" },
	{ "stdout", "/dev/null", "null" },
	{ "stderr", "/dev/null", "null" },
};

const char *value_near(const struct conf_key_info *info, const char *word)
{
	static const char *const yes_no[] = { "yes", "no", "true", "false", "off", NULL };
	const char *const *choices = info->kind == KIND_BOOL ? yes_no : info->choices;
	const char *best = NULL;
	unsigned best_edits = edits_allowed(word) + 1;

	if (info->kind == KIND_STOPS || info->kind == KIND_CODES)
		return near_signal(word);
	for (size_t i = 0; i < ARRAY_LEN(words_of_others); i++) {
		if (strcmp(words_of_others[i].key, info->name) == 0 &&
		    strcmp(words_of_others[i].said, word) == 0)
			return words_of_others[i].meant;
	}
	for (; choices && *choices; choices++) {
		unsigned n;

		if (strcmp(*choices, "-") == 0)
			continue;
		n = value_edits(word, *choices);
		if (n < best_edits && value_to_be_had(info, *choices)) {
			best_edits = n;
			best = *choices;
		}
	}
	return best;
}
