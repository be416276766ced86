/* conf/lang/quote.h - one word as it must be written to be read back. Pure. */
#ifndef CONF_LANG_QUOTE_H
#define CONF_LANG_QUOTE_H

#include <stdio.h>

/* Prints the word without quotes, as '...' or as $'...', so that it is read back as it is. */
void quote_word(FILE *out, const char *word);

#endif
