/* init/convert/marked.h - words with marked variables, and how svc.ini writes them.
 *
 * A format expands its own variables when it reads a value. Variables that only the running
 * container knows are marks in the text: MARK_VAR NAME MARK_END, or NAME:-DEFAULT. The
 * readers refuse input with these bytes, so a mark is always ours.
 *
 * Layer:  init/convert. Pure.
 * Memory: the pool. */
#ifndef INIT_CONVERT_MARKED_H
#define INIT_CONVERT_MARKED_H

#include <stdbool.h>
#include <stddef.h>

#define MARK_VAR   '\1' /* one word, also if the value has blanks */
#define MARK_END   '\2'
#define MARK_WORDS '\3' /* the value is split, if this is a whole word without quotes */

/* Returns the text of a mark for a variable. `fallback` may be NULL: no default. */
char *mark_variable(char kind, const char *name, const char *fallback);
/* Returns true if the text has a mark. */
bool has_mark(const char *text);

/* Returns the words as svc.ini writes them: quoted, and with ${NAME}. Reading the result
 * gives the same words and nothing else: no value can add a word, a line or a key. */
char *marked_word(const char *word);
char *marked_words(char *const *words, size_t count);
/* The same for a key with one word: a variable is not quoted, so it may be empty. */
char *marked_value(const char *word);
/* Returns the text with ${NAME} for its marks, for messages. */
char *marked_shown(const char *text);

#endif
