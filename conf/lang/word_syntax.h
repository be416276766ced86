/* conf/lang/word_syntax.h - parses words with several parts: commands, conditions,
 * directories, users.
 *
 * Layer:  conf/lang. Pure.
 * Errors: a parser returns false if the word is malformed, which cannot happen for loaded
 *         values.
 * Memory: the results point into the word. */
#ifndef CONF_LANG_WORD_SYNTAX_H
#define CONF_LANG_WORD_SYNTAX_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

/* Returns the length of the + (*ret_own_ids) and - (*ret_may_fail) prefixes of a
 * command. */
size_t command_prefix(const char *word, bool *ret_own_ids, bool *ret_may_fail);

/* Returns the signal if `reload` is a signal name, or 0 if it is a command. */
int conf_reload_signal(char *const *words, size_t count);

/* One condition of `when`. */
enum conf_when_kind {
	WHEN_SET,  /* NAME: the variable is set, and is not empty, 0, no, false or off */
	WHEN_IS,   /* NAME=a|b: the variable has one of these values */
	WHEN_FILE, /* file:/PATH: the file exists */
	WHEN_EXEC  /* exec:PROGRAM WORDS...: the program exits with 0 */
};
struct conf_when {
	enum conf_when_kind kind;
	bool negated;     /* the condition begins with ! */
	const char *name; /* SET, IS: the variable, name_len bytes */
	size_t name_len;
	const char *text; /* IS: "a|b"; FILE: the path; EXEC: the program */
	const char *word; /* the whole condition as written, for messages */
	/* EXEC: the condition and the arguments of its program, NULL-terminated.
	 * conf_argv(words, word_count, text - word, scratch) makes the argv from them. */
	char *const *words;
	size_t word_count;
};
/* Parses one word of `when`. For exec:PROGRAM, which may have arguments, the caller must
 * set ret->words and ret->word_count: from this word to the last one. */
bool when_parse(const char *word, struct conf_when *ret);
/* Returns true if a condition of kind SET or IS holds for this value of its variable.
 * `value` is NULL if the variable is not set. */
bool conf_when_holds(const struct conf_when *when, const char *value);

struct conf_dir { /* one word of dirs: PATH[:mode=,user=,recursive] */
	const char *path;
	size_t path_len;
	int mode;         /* -1 if not given */
	const char *user; /* USER, USER:GROUP or :GROUP; NULL if not given */
	size_t user_len;
	bool recursive;
};
bool conf_dir(const char *word, struct conf_dir *ret);
/* Returns true for an absolute path other than "/" without "..", which could leave the
 * intended directory. */
bool path_is_valid(const char *path, size_t len);

struct conf_map_user {   /* one word of map-user: NAME:UID:GID */
	size_t name_len; /* the word begins with NAME, which has this length */
	uint32_t uid, gid;
};
bool conf_map_user(const char *word, struct conf_map_user *ret);
/* Returns true for NAME::, which maps nothing. NAME:${PUID:-}:${PGID:-} expands to it if
 * both variables are unset. */
bool conf_map_nothing(const char *word);

#endif
