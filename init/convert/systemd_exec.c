/* init/convert/systemd_exec.c - converts the commands of a unit. */
#include "init/convert/systemd_exec.h"

#include "init/convert/marked.h"
#include "init/convert/rule.h"

#include <string.h>

const char *systemd_where(const struct unit_entry *entry)
{
	return pool_format("%s:%d %s", entry->file, entry->line, entry->key);
}

/* The characters in front of a command. */
struct exec_prefix {
	bool ignore_failure, privileged, argv0;
};

static const char *read_prefix(const char *value, struct exec_prefix *ret)
{
	*ret = (struct exec_prefix){ 0 };
	for (; *value != '\0' && strchr("-@:+!", *value); value++) {
		ret->ignore_failure |= *value == '-';
		ret->privileged |= *value == '+' || *value == '!';
		ret->argv0 |= *value == '@';
	}
	return value;
}

/* Splits a command. Returns false, and reports it, if it cannot be carried over. */
static bool exec_words(const struct systemd_work *w, const struct unit_entry *entry,
		       struct exec_prefix *ret_prefix, struct strings *ret)
{
	const char *command = read_prefix(entry->value, ret_prefix);

	if (!unit_words(command, true, ret) || ret->count == 0) {
		draft_lost(w->draft, systemd_where(entry), "systemd cannot read %.200s",
			   entry->value);
		return false;
	}
	if (strings_have(ret, ";")) {
		draft_lost(w->draft, systemd_where(entry),
			   "several commands in one line: write a key for each");
		return false;
	}
	if (ret_prefix->argv0 && ret->count > 1) {
		draft_lost(w->draft, systemd_where(entry),
			   "@: the program gets its own name, not %s", ret->list[1]);
		memmove(ret->list + 1, ret->list + 2, (ret->count - 1) * sizeof *ret->list);
		ret->count--;
	}
	return true;
}

static void set_main(const struct systemd_work *w, const struct unit_entry *entry)
{
	struct exec_prefix prefix;
	struct strings words = { 0 };

	if (!exec_words(w, entry, &prefix, &words))
		return;
	if (draft_get(w->service, CONF_SERVICE_COMMAND)) {
		/* The commands of a oneshot run one after the other. */
		draft_add(w->service, CONF_SERVICE_PRE_START,
			  draft_get(w->service, CONF_SERVICE_COMMAND));
	}
	draft_set(w->service, CONF_SERVICE_COMMAND, marked_words(words.list, words.count));
	if (prefix.privileged)
		draft_lost(w->draft, systemd_where(entry),
			   "+ and ! run it as root: remove user from the service");
	if (prefix.ignore_failure)
		draft_lost(w->draft, systemd_where(entry),
			   "-: its failure counts here; list its codes in success");
}

static void add_hook(const struct systemd_work *w, const struct unit_entry *entry,
		     enum conf_key key)
{
	struct exec_prefix prefix;
	struct strings words = { 0 };

	if (exec_words(w, entry, &prefix, &words))
		draft_add(w->service, key,
			  pool_format("%s%s%s", prefix.privileged ? "+" : "",
				      prefix.ignore_failure ? "-" : "",
				      marked_words(words.list, words.count)));
}

/* Returns the signal of "kill -HUP $MAINPID", or NULL. */
static const char *signal_of_kill(const struct strings *words)
{
	const char *last = words->count > 0 ? words->list[words->count - 1] : "";
	const char *option = words->count > 1 ? words->list[1] : "";

	if (words->count < 2 || strcmp(path_name(words->list[0]), "kill") != 0 ||
	    !strstr(last, "MAINPID"))
		return NULL;
	if (words->count == 2)
		return "TERM";
	if (strcmp(option, "-s") == 0 && words->count == 4)
		return rule_signal(words->list[2]);
	return option[0] == '-' && words->count == 3 ? rule_signal(option + 1) : NULL;
}

/* ExecReload and ExecStop: a signal, or a command. */
static void set_signal_or_command(const struct systemd_work *w,
				  const struct unit_entry *entry, enum conf_key signal_key,
				  enum conf_key command_key)
{
	struct exec_prefix prefix;
	struct strings words = { 0 };
	const char *signal, *taken = draft_get(w->service, signal_key);

	if (!exec_words(w, entry, &prefix, &words))
		return;
	signal = signal_of_kill(&words);
	if (signal_key == CONF_SERVICE_RELOAD && taken)
		draft_lost(w->draft, systemd_where(entry),
			   "reload has one command: put both into a script");
	else if (signal)
		draft_set(w->service, signal_key, signal);
	else
		add_hook(w, entry, command_key);
}

void systemd_exec(const struct systemd_work *w)
{
	for (size_t i = 0; i < w->unit->count; i++) {
		const struct unit_entry *entry = &w->unit->entries[i];

		if (strcmp(entry->section, "Service") != 0)
			continue;
		if (strcmp(entry->key, "ExecStart") == 0)
			set_main(w, entry);
		else if (strcmp(entry->key, "ExecStartPre") == 0)
			add_hook(w, entry, CONF_SERVICE_PRE_START);
		else if (strcmp(entry->key, "ExecStop") == 0)
			set_signal_or_command(w, entry, CONF_SERVICE_STOP_SIGNAL,
					      CONF_SERVICE_PRE_STOP);
		else if (strcmp(entry->key, "ExecReload") == 0)
			set_signal_or_command(w, entry, CONF_SERVICE_RELOAD,
					      CONF_SERVICE_RELOAD);
		else if (strcmp(entry->key, "ExecStopPost") == 0)
			add_hook(w, entry, CONF_SERVICE_POST_STOP);
	}
}
