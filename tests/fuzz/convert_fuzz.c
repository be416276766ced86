/* tests/fuzz/convert_fuzz.c - converts any bytes as a file of another program.
 *
 * The first byte chooses the format. The result must pass `ctinit check`, and it must have
 * the sections of the draft and no others: no value may add a line. */
#include "conf/conf.h"
#include "init/convert/pool.h"
#include "init/convert/text_formats.h"
#include "init/convert/verify.h"

#include <stdlib.h>
#include <string.h>

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size);

/* Returns the number of lines that begin with [. */
static size_t count_sections(const char *text)
{
	size_t count = text[0] == '[';

	for (; (text = strchr(text, '\n')); text++)
		count += text[1] == '[';
	return count;
}

static void check_sections(struct draft *draft)
{
	char *text = NULL;
	size_t size = 0, want = 0;
	FILE *out = open_memstream(&text, &size);

	if (!out)
		return;
	draft_print(draft, out, true);
	fclose(out);
	for (size_t i = 0; i < draft->section_count; i++)
		want += !draft->sections[i]->off &&
			(draft->sections[i]->count > 0 || draft->sections[i]->human);
	if (count_sections(text) != want)
		abort();
	free(text);
}

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
	struct place place = { .root = "/nonexistent", .operand = "/nonexistent/etc/f" };
	struct draft draft = { 0 };
	const char *why = "";
	char *text;
	size_t format = size > 0 ? data[0] % text_format_count : 0;

	if (size < 2)
		return 0;
	text = pool_copy((const char *)data + 1, size - 1);
	/* source_read() refuses NUL and the bytes of marks. */
	for (size_t i = 0; i + 1 < size; i++)
		if (text[i] >= 0 && text[i] <= 3)
			text[i] = ' ';
	if (text_formats[format].convert(&draft, &place, text, &why)) {
		if (!draft_verify(&draft))
			abort();
		check_sections(&draft);
	}
	pool_free_all();
	return 0;
}
