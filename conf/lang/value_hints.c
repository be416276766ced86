/* conf/lang/value_hints.c - suggests our spelling for a value in that of another program.
 * Pure. */
#include "conf/lang/value_hints.h"

#include "conf/base/number.h"

#include <stdio.h>
#include <string.h>

/* A unit of time or size, in milliseconds or bytes. */
struct unit_factor {
	const char *word;
	int64_t factor;
};

/* Units of systemd.time(7), and other common spellings. */
static const struct unit_factor times[] = {
	{ "ms", 1 },
	{ "msec", 1 },
	{ "s", 1000 },
	{ "sec", 1000 },
	{ "secs", 1000 },
	{ "second", 1000 },
	{ "seconds", 1000 },
	{ "m", 60 * 1000 },
	{ "min", 60 * 1000 },
	{ "mins", 60 * 1000 },
	{ "minute", 60 * 1000 },
	{ "minutes", 60 * 1000 },
	{ "h", 60 * 60 * 1000 },
	{ "hr", 60 * 60 * 1000 },
	{ "hour", 60 * 60 * 1000 },
	{ "hours", 60 * 60 * 1000 },
	{ "d", 24 * 60 * 60 * 1000 },
	{ "day", 24 * 60 * 60 * 1000 },
	{ "days", 24 * 60 * 60 * 1000 },
	{ NULL, 0 },
};
static const struct unit_factor sizes[] = {
	{ "b", 1 },           { "k", 1LL << 10 }, { "kb", 1LL << 10 },
	{ "kib", 1LL << 10 }, { "m", 1LL << 20 }, { "mb", 1LL << 20 },
	{ "mib", 1LL << 20 }, { "g", 1LL << 30 }, { "gb", 1LL << 30 },
	{ "gib", 1LL << 30 }, { "t", 1LL << 40 }, { "tb", 1LL << 40 },
	{ "tib", 1LL << 40 }, { NULL, 0 },
};

static const struct unit_factor *find_unit(const struct unit_factor *units,
					   const char *word, size_t len)
{
	for (; units->word; units++) {
		size_t i = 0;

		while (i < len && units->word[i] == (word[i] | 0x20))
			i++;
		if (i == len && units->word[i] == '\0')
			return units;
	}
	return NULL;
}

/* Converts "1m30s", "1.5G" or "30 sec" to milliseconds or bytes. Returns false for other
 * words. */
static bool read_sum(const struct unit_factor *units, const char *word, int64_t *ret)
{
	*ret = 0;
	while (*word != '\0') {
		int64_t whole = 0, tenths = 0;
		const struct unit_factor *unit;
		size_t digits = strspn(word, "0123456789"), len;

		if (digits == 0 || digits > 9)
			return false;
		for (size_t i = 0; i < digits; i++)
			whole = whole * 10 + (word[i] - '0');
		word += digits;
		if (word[0] == '.' && word[1] >= '0' && word[1] <= '9') {
			tenths = word[1] - '0';
			word += 2;
		}
		word += strspn(word, " ");
		len = strcspn(word, "0123456789. ");
		unit = find_unit(units, word, len);
		if (!unit || whole > INT64_MAX / 11 / unit->factor || *ret > INT64_MAX / 4)
			return false;
		*ret += whole * unit->factor + tenths * unit->factor / 10;
		word += len + strspn(word + len, " ");
	}
	return *ret > 0;
}

/* Returns true if the value is in the range of the key. The value has the unit of
 * parse(). */
static bool is_in_range(const struct conf_key_info *info, int64_t value,
			bool (*parse)(const char *text, int64_t *ret))
{
	int64_t limit;

	return !(info->min && parse(info->min, &limit) && value < limit) &&
	       !(info->max && parse(info->max, &limit) && value > limit);
}

static const char *hint_for_time(const struct conf_key_info *info, const char *word,
				 char *buf, size_t size)
{
	int64_t sum;
	bool no_unit = number_parse(word, &sum) && sum <= INT64_MAX / SECONDS(1);

	if (no_unit)
		sum *= SECONDS(1);
	if ((!no_unit && !read_sum(times, word, &sum)) ||
	    !is_in_range(info, sum, number_parse_msec))
		return NULL;
	if (no_unit)
		snprintf(buf, size, "did you mean %ss?", word);
	else if (sum % HOURS(1) == 0)
		snprintf(buf, size, "did you mean %lldh?", (long long)(sum / HOURS(1)));
	else if (sum % MINUTES(1) == 0)
		snprintf(buf, size, "did you mean %lldm?", (long long)(sum / MINUTES(1)));
	else if (sum % SECONDS(1) == 0)
		snprintf(buf, size, "did you mean %llds?", (long long)(sum / SECONDS(1)));
	else
		snprintf(buf, size, "did you mean %lldms?", (long long)sum);
	return buf;
}

static const char *hint_for_size(const struct conf_key_info *info, const char *word,
				 char *buf, size_t size)
{
	static const char letters[] = "KMGT";
	int64_t sum;
	int shift = 0;

	if (!read_sum(sizes, word, &sum) || !is_in_range(info, sum, number_parse_size))
		return NULL;
	while (shift < 4 && sum % 1024 == 0) {
		sum /= 1024;
		shift++;
	}
	snprintf(buf, size, "did you mean %lld%.*s?", (long long)sum, shift > 0,
		 letters + (shift > 0 ? shift - 1 : 0));
	return buf;
}

static bool is_port(const char *word)
{
	int64_t port;

	return number_parse(word, &port) && port > 0 && port < 65536;
}

/* Returns true if the word begins with a probe prefix other than tcp:. */
static bool has_scheme(const char *word)
{
	static const char *const all[] = { "alive:", "exec:", "fd:",  "file:",
					   "http:",  "log:",  "unix:" };

	for (size_t i = 0; i < ARRAY_LEN(all); i++) {
		if (strncmp(word, all[i], strlen(all[i])) == 0)
			return true;
	}
	return false;
}

/* Hints for ready, health and wait-for. */
static const char *hint_for_probe(const struct conf_key_info *info, const char *word,
				  char *buf, size_t size)
{
	const char *rest = strncmp(word, "tcp:", 4) == 0 ? word + 4 : word;
	const char *colon = strrchr(rest, ':'), *pos = strrchr(rest, '@');

	(void)info;
	/* Skip the "USER@" of a URL. */
	if (pos && pos[1] != '\0')
		rest = pos + 1;
	rest += 2 * (strncmp(rest, "//", 2) == 0);
	if (strncmp(word, "http:", 5) == 0 && is_port(word + 5)) {
		snprintf(buf, size, "did you mean http://127.0.0.1:%s/?", word + 5);
		return buf;
	}
	if (has_scheme(word))
		return NULL; /* the word names no host */
	if (strncmp(word, "https:", 6) == 0)
		return "TLS is not supported; write tcp:HOST:443, or exec: with a client "
		       "such as curl";
	if (strlen(rest) > 100 || strpbrk(rest, " \t"))
		return NULL;
	if (is_port(rest))
		snprintf(buf, size, "did you mean tcp:127.0.0.1:%s?", rest);
	else if (colon && colon > rest && is_port(colon + 1) && !strchr(rest, '/') &&
		 (strchr(rest, ':') == colon || (rest[0] == '[' && colon[-1] == ']')))
		snprintf(buf, size, "did you mean tcp:%s?", rest);
	else if (rest[0] == '/' && rest == word)
		snprintf(buf, size, "did you mean file:%s or unix:%s?", rest, rest);
	else
		return NULL;
	return buf;
}

/* In a compose file, restart: on-failure:5 allows 5 restarts. */
static const char *hint_for_restart(const struct conf_key_info *info, const char *word,
				    char *buf, size_t size)
{
	int64_t max;

	(void)info;
	if (strncmp(word, "on-failure:", 11) != 0 || !number_parse(word + 11, &max))
		return NULL;
	snprintf(buf, size, "write restart = on-failure and restart-limit = %lld",
		 (long long)max);
	return buf;
}

static const struct {
	enum conf_kind kind;
	const char *name; /* NULL for all keys of the kind */
	const char *(*hint)(const struct conf_key_info *info, const char *word, char *buf,
			    size_t size);
} hints[] = {
	{ KIND_MSEC, NULL, hint_for_time },
	{ KIND_SIZE, NULL, hint_for_size },
	{ KIND_LIMIT, NULL, hint_for_size },
	{ KIND_READY, NULL, hint_for_probe },
	{ KIND_LIST, "wait-for", hint_for_probe },
	{ KIND_CHOICE, "restart", hint_for_restart },
};

const char *hint_for_value(const struct conf_key_info *info, const char *word, char *buf,
			   size_t size)
{
	for (size_t i = 0; i < ARRAY_LEN(hints); i++) {
		if (hints[i].kind == info->kind &&
		    (!hints[i].name || strcmp(hints[i].name, info->name) == 0))
			return hints[i].hint(info, word, buf, size);
	}
	return NULL;
}

/* Values of other programs, and our equivalents. */
static const struct {
	const char *key, *alias, *meant;
} choices_of_others[] = {
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

const char *hint_for_choice(const struct conf_key_info *info, const char *word)
{
	for (size_t i = 0; i < ARRAY_LEN(choices_of_others); i++) {
		if (strcmp(choices_of_others[i].key, info->name) == 0 &&
		    strcmp(choices_of_others[i].alias, word) == 0)
			return choices_of_others[i].meant;
	}
	return NULL;
}
