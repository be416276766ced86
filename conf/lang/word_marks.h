/* conf/lang/word_marks.h - recognizes words that were meant for a shell or pasted from a
 * web page.
 *
 * Private to conf/lang, for words.c only. Pure. */
#ifndef CONF_LANG_WORD_MARKS_H
#define CONF_LANG_WORD_MARKS_H

#include <stdbool.h>

/* Returns true if the unquoted word at `word` is a shell operator (&& | > and so on) or
 * begins with a backquote. `end` is the end of the text. */
bool word_is_shell_operator(const char *word, const char *end);
/* Returns true if `text` begins with a no-break space or, unless `in_word`, with a curly
 * quote or a long dash. */
bool text_is_typographic(const char *text, const char *end, bool in_word);

#endif
