/* conf/lang/unquote.h - scans the quotes in which nothing is expanded: '...' and $'...'.
 *
 * Private to the room, for words.c only. Pure. */
#ifndef CONF_LANG_UNQUOTE_H
#define CONF_LANG_UNQUOTE_H

#include "conf/lang/word_scan.h"

/* Scan from the character after the opening quote to the closing one, and put the text
 * into the word. */
void scan_single_quoted(struct word_scan *s);
void scan_dollar_quoted(struct word_scan *s);

#endif
