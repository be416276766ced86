/* conf/lang/quote.h - prints one word so that it is read back as it is.
 *
 * Layer: conf/lang. Pure, except that it writes to a FILE. */
#ifndef CONF_LANG_QUOTE_H
#define CONF_LANG_QUOTE_H

#include <stdio.h>

/* Prints the word so that words_split() reads it back as it is: plain, with each space of
 * a path as "\ ", as '...', or as $'...'. */
void quote_word(FILE *out, const char *word);

#endif
