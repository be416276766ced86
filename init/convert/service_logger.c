/* init/convert/service_logger.c - converts the logger of a service of s6 or runit. */
#include "init/convert/marked.h"
#include "init/convert/script.h"
#include "init/convert/service_folder.h"
#include "init/convert/split.h"

#include "conf/base/number.h"

#include <string.h>

/* What a logger's words say. */
struct logger_words {
	const char *folder; /* where it writes, or NULL */
	const char *size, *keep;
	bool time, console;
	const char *other; /* a word that is not carried over, or NULL */
};

static bool is_number(const char *text)
{
	int64_t number;

	return number_parse(text, &number);
}

/* One directive of s6-log, or one line of svlogd's file config. */
static void take_directive(struct logger_words *w, const char *word)
{
	if ((word[0] == 's' || word[0] == 'n') && is_number(word + 1))
		*(word[0] == 's' ? &w->size : &w->keep) = word + 1;
	else if (strcmp(word, "T") == 0 || strcmp(word, "t") == 0)
		w->time = true;
	else if (strcmp(word, "1") == 0)
		w->console = true;
	else if (word[0] == '/' || word[0] == '.')
		w->folder = word;
	else
		w->other = word;
}

static void take_s6_log(struct logger_words *w, const struct strings *words, size_t from)
{
	for (size_t i = from; i < words->count; i++) {
		const char *word = words->list[i];

		if (i == from && word[0] == '-' && strlen(word) <= 4 &&
		    strspn(word + 1, "bpqve") == strlen(word + 1))
			from++;
		else if (strcmp(word, "-d3") == 0 || text_begins_with(word, "-d"))
			from++;
		else
			take_directive(w, word);
	}
}

/* svlogd reads sizes from a file in its directory. */
static void take_svlogd(struct logger_words *w, const struct strings *words, size_t from,
			const struct place *place)
{
	const char *why;
	char *config;
	struct strings lines;

	w->size = "1000000";
	w->keep = "10";
	for (size_t i = from; i < words->count; i++) {
		if (text_begins_with(words->list[i], "-t"))
			w->time = true;
		else if (words->list[i][0] != '-')
			w->folder = words->list[i];
		else if (strchr("rRlb", words->list[i][1]) && words->list[i][2] == '\0')
			w->other = words->list[i++];
	}
	config = w->folder ? source_read(place_outside(place,
						       pool_format("%s/config", w->folder)),
					 &why)
			   : NULL;
	lines = split_at(config ? config : "", "");
	for (size_t i = 0; i < lines.count; i++)
		if (strchr("sn", lines.list[i][0]))
			take_directive(w, lines.list[i]);
}

/* Returns true if the words are a known logger. */
static bool read_logger(struct logger_words *w, const struct strings *words,
			const struct place *place)
{
	for (size_t i = 0; i < words->count; i++) {
		const char *program = path_name(words->list[i]);

		if (strcmp(program, "s6-log") == 0) {
			take_s6_log(w, words, i + 1);
		} else if (strcmp(program, "logutil-service") == 0) {
			take_s6_log(w, words, i + 1);
			w->size = "1000000";
			w->keep = "20";
			w->time = true;
		} else if (strcmp(program, "svlogd") == 0) {
			take_svlogd(w, words, i + 1, place);
		} else {
			continue;
		}
		return true;
	}
	return false;
}

/* Returns the last command of the script as words, without what only wraps it. */
static bool logger_command(const char *text, struct strings *ret)
{
	struct draft_section scratch = { .name = "", .origin = "" };

	if (script_is_execline(text))
		return split_execline(pool_copy(text + strcspn(text, "\n"),
						strlen(text + strcspn(text, "\n"))),
				      ret);
	if (!script_convert(&scratch, text, "/"))
		return false;
	*ret = split_at(draft_get(&scratch, CONF_SERVICE_COMMAND), "'");
	return true;
}

bool service_logger_convert(const struct service_folder *folder,
			    struct draft_section *service, const char *text)
{
	struct strings words = { 0 };
	struct logger_words w = { 0 };

	if (!logger_command(text, &words) || !read_logger(&w, &words, folder->place))
		return false;
	if (w.folder && w.folder[0] == '/') {
		draft_set(service, CONF_SERVICE_LOG_FILE,
			  marked_word(pool_format("%s/current", w.folder)));
		draft_set(service, CONF_SERVICE_LOG_MAX_SIZE, w.size ? w.size : "99999");
		draft_set(service, CONF_SERVICE_LOG_KEEP, w.keep ? w.keep : "10");
		if (!w.console)
			draft_set(service, CONF_SERVICE_LOG_CONSOLE, "no");
	} else if (w.folder) {
		draft_lost(folder->draft, service->origin,
			   "its log directory %s is relative: write log-file = /PATH",
			   w.folder);
	}
	if (w.time)
		draft_set(service, CONF_SERVICE_LOG_TIME, "utc");
	if (w.other)
		draft_lost(folder->draft, service->origin,
			   "\"%s\" of its logger is not carried over: lines are neither "
			   "selected nor sent",
			   w.other);
	return true;
}
