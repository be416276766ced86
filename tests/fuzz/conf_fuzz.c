/* tests/fuzz/conf_fuzz.c - any bytes as svc.ini: no crash, and what loads is printed and
 * read back to the same. Run by `make fuzz`. */
#include "conf/conf.h"

#include <stdlib.h>
#include <string.h>

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size);

/* [include] would read the machine's own files. */
static FILE *no_files(const char *path)
{
	(void)path;
	return NULL;
}

static struct conf *load(const char *text, size_t size, bool flat)
{
	static char home[] = "HOME=/root", split[] = "S=a 'b c'";
	char *const env[] = { home, split, NULL };
	struct conf_source source = { .path = "f", .open = no_files, .environment = env };
	struct conf *conf;

	source.flat = flat;
	source.file = fmemopen((void *)(uintptr_t)text, size, "r");
	if (source.file)
		conf_load(&source, &conf);
	return source.file ? conf : NULL;
}

static char *printed(const struct conf *conf, size_t *ret_size)
{
	char *text = NULL;
	FILE *out = open_memstream(&text, ret_size);

	conf_print(conf, out, false);
	fclose(out);
	return text;
}

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
	struct conf *conf = size > 0 ? load((const char *)data, size, false) : NULL, *again;
	size_t one_size, two_size;
	char *one, *two;

	if (!conf)
		return 0;
	if (conf_errors(conf) == 0) {
		one = printed(conf, &one_size);
		again = one_size > 0 ? load(one, one_size, true) : NULL;
		if (again) {
			two = printed(again, &two_size);
			if (conf_errors(again) > 0 || strcmp(one, two) != 0)
				abort();
			free(two);
		}
		conf_free(again);
		free(one);
	}
	conf_free(conf);
	return 0;
}
