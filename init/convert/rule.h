/* init/convert/rule.h - tables of what a key of another program becomes.
 *
 * One table is used to convert and to print docs/convert.md.
 *
 * Layer: init/convert, above draft. */
#ifndef INIT_CONVERT_RULE_H
#define INIT_CONVERT_RULE_H

#include "init/convert/draft.h"

/* What happens with the value of a key. */
enum rule_kind {
	RULE_OWN,     /* code of the format handles it */
	RULE_WORD,    /* one word: text of the key `to` */
	RULE_SECONDS, /* a number of seconds */
	RULE_NUMBER,
	RULE_SIGNAL,
	RULE_BOOL,
	RULE_NOTHING, /* nothing is lost without it */
	RULE_LOST     /* reported, with the reason in `becomes` */
};

struct key_rule {
	const char *key; /* as the other program writes it; NULL ends a table */
	enum rule_kind kind;
	enum conf_key to;    /* for WORD to BOOL; CONF_KEY_COUNT for the others */
	const char *becomes; /* Markdown, for the table; of LOST also for the report */
};

/* Returns the rule for a key, or NULL. A rule whose key ends in * is for all keys that
 * begin so. */
const struct key_rule *rule_find(const struct key_rule *rules, const char *key);

/* Carries over a value by a rule of WORD to BOOL. `word` may have marks. Returns false, and
 * reports it, if the value is not of that kind. */
bool rule_apply(struct draft *draft, struct draft_section *section,
		const struct key_rule *rule, const char *word, const char *where);

/* Reports a value, which may be NULL, by a rule of kind LOST. */
void rule_report(struct draft *draft, const struct key_rule *rule, const char *value,
		 const char *where);

/* Prints the table as Markdown, with `title` above the first column. */
void rules_print(const struct key_rule *rules, const char *title, FILE *out);

/* Returns the name of a signal as svc.ini has it, or NULL. */
const char *rule_signal(const char *word);

#endif
