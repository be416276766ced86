/* conf/lang/word_marks.h - signs that a word was meant for a shell, or was pasted from a web
 * page. Pure. */
#ifndef CONF_LANG_WORD_MARKS_H
#define CONF_LANG_WORD_MARKS_H

#include <stdbool.h>

/* Returns true if the unquoted word that begins at `word` is an operator of a shell (&& | >
 * and so on) or begins with a backquote. */
bool word_is_shell_operator(const char *word, const char *end);
/* Returns true if a no-break space is at `text` or, at the beginning of a word, a curly
 * quote or a long dash. */
bool text_is_typographic(const char *text, const char *end, bool in_word);

#endif
