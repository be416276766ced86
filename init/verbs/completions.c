/* init/verbs/completions.c - prints the completions of the command line for shells.
 *
 * Everything comes from the table of verbs: an argument is a service if the usage of the
 * verb has NAME, a file if it has FILE or DIR, and the first one a signal if it begins with
 * SIGNAL. The scripts ask a running init for the names of its services.
 *
 * Source: bash(1), Programmable Completion; zshcompsys(1); complete(1) of fish. */
#include "init/verbs/completions.h"

#include "init/verbs/verb.h"

#include <stdbool.h>
#include <string.h>

/* Prints the names of all services in a shell. */
#define NAMES                                 \
	"ctinit status --json 2>/dev/null | " \
	"sed -n 's/^{\"type\":\"unit\",\"name\":\"\\([^\"]*\\)\".*/\\1/p'"
#define SIGNALS "HUP INT QUIT KILL USR1 USR2 TERM CONT STOP WINCH"

/* What the arguments of the verb are: a word of the scripts. */
static const char *argument_kind(const struct verb *verb)
{
	if (strncmp(verb->usage, "SIGNAL", 6) == 0)
		return "signal";
	if (strncmp(verb->usage, "[VERB", 5) == 0)
		return "verbs";
	if (strstr(verb->usage, "NAME"))
		return "names";
	if (strstr(verb->usage, "FILE") || strstr(verb->usage, "DIR"))
		return "files";
	return "none";
}

static bool is_kind(const struct verb *verb, const char *kind)
{
	return strcmp(argument_kind(verb), kind) == 0;
}

/* Prints the first sentence between single quotes of a shell, without its full stop. */
static void print_quoted(FILE *out, const char *before, const char *text)
{
	fprintf(out, "'%s", before);
	for (; *text && strncmp(text, ". ", 2) != 0 && strcmp(text, ".") != 0; text++) {
		if (*text == '\'')
			fputs("'\\''", out);
		else
			fputc(*text, out);
	}
	fputc('\'', out);
}

static void print_bash_verb(FILE *out, const struct verb *verb)
{
	fprintf(out, "\t%s)\n\t\toptions='", verb->name);
	for (const struct verb_option *o = verb->options; o && o->name; o++)
		fprintf(out, "%s ", o->name);
	fprintf(out, "'\n\t\tkind=%s\n\t\t;;\n", argument_kind(verb));
}

void completions_bash(FILE *out, const struct verb *const *verbs, size_t count)
{
	fputs("# bash completion for ctinit: printed by `ctinit help --bash`\n"
	      "_ctinit() {\n"
	      "\tlocal word=${COMP_WORDS[COMP_CWORD]} verbs options='' kind=none words=''\n"
	      "\tverbs='",
	      out);
	for (size_t i = 0; i < count; i++) {
		if (!verbs[i]->hidden)
			fprintf(out, "%s ", verbs[i]->name);
	}
	fputs("'\n\tCOMPREPLY=()\n"
	      "\tif ((COMP_CWORD == 1)); then\n"
	      "\t\tmapfile -t COMPREPLY < <(compgen -W \"$verbs --\" -- \"$word\")\n"
	      "\t\treturn\n\tfi\n"
	      "\tcase ${COMP_WORDS[1]} in\n",
	      out);
	for (size_t i = 0; i < count; i++) {
		if (!verbs[i]->hidden)
			print_bash_verb(out, verbs[i]);
	}
	fputs("\tesac\n"
	      "\t[ \"$kind\" != signal ] || [ \"$COMP_CWORD\" = 2 ] || kind=names\n"
	      "\tcase $word,$kind in\n"
	      "\t-*) words=$options ;;\n"
	      "\t*,names) words=$(" NAMES ") ;;\n"
	      "\t*,verbs) words=$verbs ;;\n"
	      "\t*,signal) words='" SIGNALS "' ;;\n"
	      "\tesac\n"
	      "\tif [ \"$kind\" = files ] && [ -z \"$words\" ]; then\n"
	      "\t\tcompopt -o default\n\t\treturn\n\tfi\n"
	      "\tmapfile -t COMPREPLY < <(compgen -W \"$words\" -- \"$word\")\n"
	      "}\n"
	      "complete -F _ctinit ctinit\n",
	      out);
}

static void print_zsh_verb(FILE *out, const struct verb *verb)
{
	fprintf(out, "\t%s)\n\t\toptions=(", verb->name);
	for (const struct verb_option *o = verb->options; o && o->name; o++) {
		fprintf(out, "\n\t\t\t%s", o->name);
		print_quoted(out, ":", o->doc);
	}
	fprintf(out, ")\n\t\tkind=%s\n\t\t;;\n", argument_kind(verb));
}

void completions_zsh(FILE *out, const struct verb *const *verbs, size_t count)
{
	fputs("#compdef ctinit\n"
	      "# zsh completion for ctinit: printed by `ctinit help --zsh`\n"
	      "local -a verbs options names\n"
	      "local kind=none\n"
	      "verbs=(",
	      out);
	for (size_t i = 0; i < count; i++) {
		if (verbs[i]->hidden)
			continue;
		fprintf(out, "\n\t%s", verbs[i]->name);
		print_quoted(out, ":", verbs[i]->summary);
	}
	fputs(")\nif ((CURRENT == 2)); then\n\t_describe verb verbs\n\treturn\nfi\n"
	      "case $words[2] in\n",
	      out);
	for (size_t i = 0; i < count; i++) {
		if (!verbs[i]->hidden)
			print_zsh_verb(out, verbs[i]);
	}
	fputs("esac\n"
	      "[[ $kind != signal || $CURRENT == 3 ]] || kind=names\n"
	      "if [[ $PREFIX == -* ]]; then\n\t_describe option options\n\treturn\nfi\n"
	      "case $kind in\n"
	      "files) _files ;;\n"
	      "signal) compadd " SIGNALS " ;;\n"
	      "verbs) compadd ${verbs%%:*} ;;\n"
	      "names)\n"
	      "\tnames=(${(f)\"$(" NAMES ")\"})\n"
	      "\tcompadd -a names\n"
	      "\t;;\n"
	      "esac\n",
	      out);
}

static void print_fish_verb(FILE *out, const struct verb *verb)
{
	fprintf(out, "complete -c ctinit -n __fish_use_subcommand -f -a %s -d ",
		verb->name);
	print_quoted(out, "", verb->summary);
	fputc('\n', out);
	for (const struct verb_option *o = verb->options; o && o->name; o++) {
		fprintf(out, "complete -c ctinit -n '__fish_seen_subcommand_from %s' -l %s",
			verb->name, o->name + 2);
		if (o->letter)
			fprintf(out, " -s %c", o->letter);
		fputs(o->value ? " -r -d " : " -d ", out);
		print_quoted(out, "", o->doc);
		fputc('\n', out);
	}
	if (is_kind(verb, "signal"))
		fprintf(out,
			"complete -c ctinit -n '__fish_seen_subcommand_from %s' -f "
			"-a '" SIGNALS "'\n",
			verb->name);
	if (is_kind(verb, "names") || is_kind(verb, "signal"))
		fprintf(out,
			"complete -c ctinit -n '__fish_seen_subcommand_from %s' -f "
			"-a '(__ctinit_names)'\n",
			verb->name);
	else if (is_kind(verb, "verbs"))
		fprintf(out,
			"complete -c ctinit -n '__fish_seen_subcommand_from %s' -f "
			"-a '(ctinit help | string match -rg \"^  ctinit ([a-z-]+)\")'\n",
			verb->name);
	else if (!is_kind(verb, "files"))
		fprintf(out, "complete -c ctinit -n '__fish_seen_subcommand_from %s' -f\n",
			verb->name);
}

void completions_fish(FILE *out, const struct verb *const *verbs, size_t count)
{
	fputs("# fish completion for ctinit: printed by `ctinit help --fish`\n"
	      "function __ctinit_names\n\tcommand -q ctinit; and " NAMES "\nend\n",
	      out);
	for (size_t i = 0; i < count; i++) {
		if (!verbs[i]->hidden)
			print_fish_verb(out, verbs[i]);
	}
}
