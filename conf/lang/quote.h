/* conf/lang/quote.h - quotes a word for svc.ini.
 *
 * Layer: conf/lang. Pure, except that it writes to a FILE. */
#ifndef CONF_LANG_QUOTE_H
#define CONF_LANG_QUOTE_H

#include <stdio.h>

/* Prints the word in a form that words_split() reads back unchanged: plain, '...' or
 * $'...'. In a plain path each space becomes "\ ". */
void quote_word(FILE *out, const char *word);

#endif
