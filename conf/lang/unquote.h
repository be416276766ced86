/* conf/lang/unquote.h - the quotes in which nothing is expanded: '...' and $'...'. */
#ifndef CONF_LANG_UNQUOTE_H
#define CONF_LANG_UNQUOTE_H

#include "conf/lang/word_scan.h"

/* Each starts after the opening quote and ends after the closing one. */
void scan_single_quoted(struct word_scan *s);
void scan_dollar_quoted(struct word_scan *s);

#endif
