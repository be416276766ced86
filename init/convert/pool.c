/* init/convert/pool.c - memory and texts of a conversion, which live until its end. */
#include "init/convert/pool.h"

#include "conf/base/exits.h"

#include <stdarg.h>
#include <stdlib.h>
#include <string.h>

struct pool_block {
	struct pool_block *next;
	max_align_t data[];
};
static struct pool_block *blocks;

void *pool_alloc(size_t size)
{
	struct pool_block *block = calloc(1, sizeof *block + size);

	if (!block) {
		fputs("ctinit: convert: out of memory\n", stderr);
		exit(CTINIT_EXIT_SETUP);
	}
	block->next = blocks;
	blocks = block;
	return block->data;
}

void pool_free_all(void)
{
	while (blocks) {
		struct pool_block *next = blocks->next;

		free(blocks);
		blocks = next;
	}
}

char *pool_copy(const char *text, size_t len)
{
	char *copy = pool_alloc(len + 1);

	memcpy(copy, text, len);
	return copy;
}

char *pool_format(const char *format, ...)
{
	va_list args;
	char *text;
	int len;

	va_start(args, format);
	len = vsnprintf(NULL, 0, format, args);
	va_end(args);
	text = pool_alloc((size_t)(len < 0 ? 0 : len) + 1);
	va_start(args, format);
	vsnprintf(text, (size_t)(len < 0 ? 0 : len) + 1, format, args);
	va_end(args);
	return text;
}

void strings_add(struct strings *strings, const char *text)
{
	if (strings->count + 2 > strings->size) {
		size_t size = strings->size ? strings->size * 2 : 8;
		char **list = pool_alloc(size * sizeof *list);

		if (strings->count > 0)
			memcpy(list, strings->list, strings->count * sizeof *list);
		strings->list = list;
		strings->size = size;
	}
	strings->list[strings->count++] = pool_copy(text, strlen(text));
	strings->list[strings->count] = NULL;
}

bool strings_have(const struct strings *strings, const char *text)
{
	for (size_t i = 0; i < strings->count; i++)
		if (strcmp(strings->list[i], text) == 0)
			return true;
	return false;
}

static int compare_texts(const void *a, const void *b)
{
	return strcmp(*(char *const *)a, *(char *const *)b);
}

void strings_sort(struct strings *strings)
{
	if (strings->count > 1)
		qsort(strings->list, strings->count, sizeof *strings->list, compare_texts);
}

void grow_byte(struct grow *grow, char c)
{
	if (grow->len + 2 > grow->size) {
		size_t size = grow->size ? grow->size * 2 : 64;
		char *text = pool_alloc(size);

		if (grow->len > 0)
			memcpy(text, grow->text, grow->len);
		grow->text = text;
		grow->size = size;
	}
	grow->text[grow->len++] = c;
	grow->text[grow->len] = '\0';
}

void grow_text(struct grow *grow, const char *text)
{
	for (; *text != '\0'; text++)
		grow_byte(grow, *text);
}

char *grow_take(struct grow *grow)
{
	char *text = grow->text ? grow->text : pool_copy("", 0);

	*grow = (struct grow){ 0 };
	return text;
}

#define BLANKS " \t\r\n\f\v"

char *pool_trim(const char *text)
{
	size_t len;

	text += strspn(text, BLANKS);
	len = strlen(text);
	while (len > 0 && strchr(BLANKS, text[len - 1]))
		len--;
	return pool_copy(text, len);
}

struct strings split_at(const char *text, const char *separators)
{
	const char *all = pool_format("%s%s", BLANKS, separators);
	struct strings words = { 0 };

	for (text += strspn(text, all); *text != '\0'; text += strspn(text, all)) {
		size_t len = strcspn(text, all);

		strings_add(&words, pool_copy(text, len));
		text += len;
	}
	return words;
}

bool text_ends_with(const char *text, const char *end)
{
	size_t len = strlen(text), end_len = strlen(end);

	return len >= end_len && strcmp(text + len - end_len, end) == 0;
}

bool text_begins_with(const char *text, const char *begin)
{
	return strncmp(text, begin, strlen(begin)) == 0;
}

const char *path_name(const char *path)
{
	const char *slash = strrchr(path, '/');

	return slash ? slash + 1 : path;
}

const char *path_folder(const char *path)
{
	const char *slash = strrchr(path, '/');

	if (!slash)
		return ".";
	return slash == path ? "/" : pool_copy(path, (size_t)(slash - path));
}
