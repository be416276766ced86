/* conf/lang/reader.c - reads sections, keys and folded values, through inih. */
#include "conf/lang/reader.h"

#include "conf/lang/reader_internal.h"

#include <errno.h>
#include <stdlib.h>

int reader_read(FILE *file, const struct reader_handlers *handlers)
{
	size_t value_max = handlers->value_max ? handlers->value_max : READER_VALUE_MAX;
	struct reader r = {
		.handlers = handlers,
		.value_max = value_max,
		.lines = { .file = file,
			   .on_error = handlers->on_error,
			   .on_comment = handlers->on_comment,
			   .context = handlers->context,
			   .line_max = value_max + READER_NAME_MAX + 16,
			   .file_max = handlers->file_max ? handlers->file_max
							  : READER_FILE_MAX },
	};

	errno = 0;
	if (ini_parse_stream(reader_feed_inih, &r, reader_take_pair, &r) == -2)
		r.lines.error = -ENOMEM;
	lines_done(&r.lines);
	free(r.value.text);
	return r.lines.error;
}
