/* tests/fuzz/json_fuzz.c - reads any bytes as a flat JSON object, and walks its fields. */
#include "conf/base/escape.h"
#include "conf/base/json.h"
#include "conf/base/json_reader.h"

#include <stdlib.h>
#include <string.h>

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size);

static void check_text(const char *text)
{
	if (!utf8_is_valid(text, strlen(text)))
		abort();
}

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
	/* Exactly as large as the line, so that the sanitizer finds an access behind it. */
	char *line = malloc(size > 0 ? size : 1);
	struct json_object o;

	if (!line)
		return 0;
	memcpy(line, data, size);
	if (json_read(line, size, &o) && !json_is_object((const char *)data, size))
		abort();
	for (size_t i = 0; i < o.count; i++) {
		const char *text;

		check_text(o.fields[i].name);
		check_text(json_text(&o, o.fields[i].name));
		for (size_t n = 0; (text = json_item(&o.fields[i], n)); n++)
			check_text(text);
	}
	free(line);
	return 0;
}
