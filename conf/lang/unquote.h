/* conf/lang/unquote.h - scans '...' and $'...', the quotes without expansion.
 *
 * Private to conf/lang, for words.c only. Pure. */
#ifndef CONF_LANG_UNQUOTE_H
#define CONF_LANG_UNQUOTE_H

#include "conf/lang/word_scan.h"

/* Scan from after the opening quote to the closing one, and append the text to the word.
 * Set the error of the scan if the quote is not closed or has a bad escape. */
void scan_single_quoted(struct word_scan *s);
void scan_dollar_quoted(struct word_scan *s);

#endif
