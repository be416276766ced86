/* init/convert/compose_health.c - converts healthcheck and stop_grace_period. */
#include "init/convert/compose_health.h"

#include "init/convert/compose_service.h"
#include "init/convert/compose_variable.h"
#include "init/convert/marked.h"
#include "init/convert/split.h"
#include "init/convert/systemd_unit.h"

#include <string.h>

/* The defaults of docker (HEALTHCHECK of Dockerfile). */
#define INTERVAL_MS 30000
#define TIMEOUT_MS  30000

/* Returns the time of a key in ms, or `otherwise`. */
static long long time_of(const struct yaml_item *item, const char *key, long long otherwise)
{
	const char *text = yaml_text(item, key);
	long long ms = text ? unit_time(text) : -1;

	return ms < 0 ? otherwise : ms;
}

static void set_ms(struct draft_section *service, enum conf_key key, long long ms)
{
	draft_setf(service, key, ms % 1000 == 0 ? "%llds" : "%lldms",
		   ms % 1000 == 0 ? ms / 1000 : ms);
}

/* Adds a command for a shell. */
static void add_shell(struct strings *words, const char *command)
{
	struct strings simple = { 0 };
	bool is_simple = split_simple(command, &simple, NULL);

	for (size_t i = 0; is_simple && i < simple.count; i++)
		strings_add(words, simple.list[i]);
	if (is_simple)
		return;
	strings_add(words, "/bin/sh");
	strings_add(words, "-c");
	strings_add(words, command);
}

/* Returns the words of the test; none if there is no test. A $$ is a dollar for the shell of
 * the test. */
static struct strings test_words(const struct yaml_item *test)
{
	struct strings words = { 0 };
	bool list = test && test->kind == YAML_LIST && test->count > 0;
	const char *kind =
		list && test->items[0]->kind == YAML_TEXT ? test->items[0]->text : "";

	if (test && test->kind == YAML_TEXT)
		add_shell(&words, compose_marked(test->text));
	else if (strcmp(kind, "CMD-SHELL") == 0 && test->count > 1 &&
		 test->items[1]->kind == YAML_TEXT)
		add_shell(&words, compose_marked(test->items[1]->text));
	for (size_t i = 1; strcmp(kind, "CMD") == 0 && i < test->count; i++)
		if (test->items[i]->kind == YAML_TEXT)
			strings_add(&words, compose_marked(test->items[i]->text));
	return words;
}

static void set_check(const struct compose_work *w, const struct yaml_item *item,
		      struct strings *words)
{
	long long interval = time_of(item, "interval", INTERVAL_MS);
	long long delay = time_of(item, "start_period", 0);
	const char *retries = yaml_text(item, "retries");

	words->list[0] = pool_format("exec:%s", words->list[0]);
	draft_set(w->service, CONF_SERVICE_HEALTH, marked_words(words->list, words->count));
	set_ms(w->service, CONF_SERVICE_HEALTH_INTERVAL, interval);
	set_ms(w->service, CONF_SERVICE_HEALTH_TIMEOUT,
	       time_of(item, "timeout", TIMEOUT_MS));
	if (retries)
		draft_set(w->service, CONF_SERVICE_HEALTH_RETRIES, marked_word(retries));
	if (delay > 0)
		set_ms(w->service, CONF_SERVICE_HEALTH_DELAY, delay);
	draft_set(w->service, CONF_SERVICE_ON_UNHEALTHY, "ignore");
	if (w->healthy_wanted)
		draft_set(w->service, CONF_SERVICE_READY,
			  marked_words(words->list, words->count));
}

void compose_health(const struct compose_work *w)
{
	const struct yaml_item *item = yaml_find(w->item, "healthcheck");
	struct strings words = test_words(yaml_find(item, "test"));

	set_ms(w->service, CONF_SERVICE_STOP_TIMEOUT,
	       time_of(w->item, "stop_grace_period", 10000));
	if (words.count > 0)
		set_check(w, item, &words);
	else if (w->healthy_wanted)
		draft_lost(w->draft, w->service->origin,
			   "another service waits until it is healthy, but it has no "
			   "healthcheck here: write ready");
}
