/* conf/lang/quote.h - one word as it must be written to be read back. Pure. */
#ifndef CONF_LANG_QUOTE_H
#define CONF_LANG_QUOTE_H

#include <stdio.h>

/* Prints the word bare, as '...' or as $'...'. */
void quote_word(FILE *out, const char *word);

#endif
