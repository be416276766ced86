/* conf/lang/reader_internal.h - defines the state of reading a file.
 *
 * Private to reader.c, which calls inih; reader_feed.c, which parses lines and feeds inih;
 * and reader_pair.c, which takes the pairs back from inih. */
#ifndef CONF_LANG_READER_INTERNAL_H
#define CONF_LANG_READER_INTERNAL_H

#include "conf/lang/lines.h"
#include "conf/lang/reader.h"

#include <ini.h>

struct reader {
	const struct reader_handlers *handlers;
	struct lines lines;
	struct text_buffer value; /* the last value, with its continuation lines */
	bool in_section;
	size_t value_max;
	char key[READER_NAME_MAX + 1];
	int key_line;
	unsigned long index; /* the index of the last value given to inih */
	bool waiting;        /* waiting for inih to return the value */
};

/* reader_feed.c: gives inih its next line: a key and the index of its value. Returns NULL
 * at the end of the file, or after an error that ends the reading. `stream` is a struct
 * reader. */
char *reader_feed_inih(char *str, int num, void *stream);

/* reader_pair.c: gets a pair back from inih and passes the value with that index to
 * on_value(). `user` is a struct reader. Returns 1, so that inih continues. */
#if INI_HANDLER_LINENO
int reader_take_pair(void *user, const char *section, const char *name, const char *value,
		     int line);
#else
int reader_take_pair(void *user, const char *section, const char *name, const char *value);
#endif

#endif
