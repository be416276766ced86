/* init/convert/rule.c - tables of what a key of another program becomes. */
#include "init/convert/rule.h"

#include "conf/base/number.h"
#include "conf/base/signal_names.h"
#include "init/convert/marked.h"
#include "init/convert/pool.h"

#include <stdlib.h>
#include <string.h>
#include <strings.h>

const struct key_rule *rule_find(const struct key_rule *rules, const char *key)
{
	for (; rules->key; rules++) {
		size_t len = strlen(rules->key);
		bool front = len > 1 && rules->key[len - 1] == '*';

		if (front ? strncasecmp(rules->key, key, len - 1) == 0
			  : strcasecmp(rules->key, key) == 0)
			return rules;
	}
	return NULL;
}

const char *rule_signal(const char *word)
{
	char name[16];
	int number = signal_parse(word);

	return number > 0 && !signal_is_libc(number)
		       ? pool_format("%s", signal_name(number, name))
		       : NULL;
}

/* Returns the value as svc.ini has it, or NULL if it is not of the rule's kind. */
static const char *converted(enum rule_kind kind, const char *word)
{
	int64_t number;
	bool on;

	if (has_mark(word))
		return pool_format("%s%s", marked_value(word),
				   kind == RULE_SECONDS ? "s" : "");
	switch (kind) {
	case RULE_WORD: return word[0] != '\0' ? marked_word(word) : NULL;
	case RULE_NUMBER:
		return number_parse(word, &number) ? pool_format("%s", word) : NULL;
	case RULE_SECONDS:
		return number_parse(word, &number) && number < 100000000
			       ? pool_format("%ss", word)
			       : NULL;
	case RULE_SIGNAL: return rule_signal(word);
	case RULE_BOOL: return number_parse_bool(word, &on) ? (on ? "yes" : "no") : NULL;
	case RULE_OWN:
	case RULE_NOTHING:
	case RULE_LOST: break;
	}
	return NULL;
}

bool rule_apply(struct draft *draft, struct draft_section *section,
		const struct key_rule *rule, const char *word, const char *where)
{
	const char *value = converted(rule->kind, word);

	if (!value) {
		draft_lost(draft, where,
			   "the value \"%s\" is not understood: set %s in [%s] by hand",
			   word, conf_key_info(rule->to)->name, section->name);
		return false;
	}
	draft_set(section, rule->to, value);
	return true;
}

void rule_report(struct draft *draft, const struct key_rule *rule, const char *value,
		 const char *where)
{
	struct grow plain = { 0 };

	for (const char *pos = rule->becomes; *pos != '\0'; pos++)
		if (*pos != '`')
			grow_byte(&plain, *pos);
	if (value)
		draft_lost(draft, where, "%.200s: %s", value, grow_take(&plain));
	else
		draft_lost(draft, where, "%s", grow_take(&plain));
}

void rules_print(const struct key_rule *rules, const char *title, FILE *out)
{
	fprintf(out, "| %s | svc.ini |\n| --- | --- |\n", title);
	for (; rules->key; rules++) {
		static const char *const of_kind[] = {
			[RULE_LOST] = "not carried over: ", [RULE_NOTHING] = "nothing"
		};
		bool known = rules->kind == RULE_LOST || rules->kind == RULE_NOTHING;
		const char *front = known ? of_kind[rules->kind] : "";

		fprintf(out, "| `%s` | %s%s", rules->key, front,
			rules->kind == RULE_NOTHING && rules->becomes[0] ? ": " : "");
		if (rules->becomes[0])
			fputs(rules->becomes, out);
		else if (!known)
			fprintf(out, "`%s`", conf_key_info(rules->to)->name);
		fputs(" |\n", out);
	}
}
