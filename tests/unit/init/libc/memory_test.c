/* tests/unit/init/libc/memory_test.c - compares searches and copies of memory with loops over
 * bytes, for all short lengths and alignments, and at both ends of a page.
 *
 * Tests those of the program, which are init/libc/memory.c with musl only, and in each build
 * those that init/libc/memory.c makes without SSE2. */
#include <setjmp.h>
#include <stdarg.h>
#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>
#include <string.h>
#include <sys/mman.h>
/* cmocka.h needs the headers above. */
#include <cmocka.h>

void *portable_memchr(const void *text, int c, size_t n);
void *portable_memrchr(const void *text, int c, size_t n);
void *portable_memcpy(void *restrict to, const void *restrict from, size_t n);
void *portable_memmove(void *to, const void *from, size_t n);
#define memchr  portable_memchr
#define memrchr portable_memrchr
#define memcpy  portable_memcpy
#define memmove portable_memmove
#undef __SSE2__
#include "init/libc/memory.c"
#undef memchr
#undef memrchr
#undef memcpy
#undef memmove

#define PAGE      4096u
#define LENGTH    150u /* more than one block, pair of blocks and rest */
#define ALIGNMENT 17u

/* The compiler must not put in its own. */
static struct {
	void *(*first)(const void *text, int c, size_t n);
	void *(*last)(const void *text, int c, size_t n);
	void *(*copy)(void *restrict to, const void *restrict from, size_t n);
	void *(*move)(void *to, const void *from, size_t n);
} volatile const all[] = {
	{ memchr, memrchr, memcpy, memmove },
	{ portable_memchr, portable_memrchr, portable_memcpy, portable_memmove },
};
#define ALL (sizeof all / sizeof all[0])

static unsigned char *page; /* between two that end the process */

static int page_map(void **state)
{
	unsigned char *map =
		mmap(NULL, 3 * PAGE, PROT_NONE, MAP_PRIVATE | MAP_ANONYMOUS, -1, 0);

	(void)state;
	if (map == MAP_FAILED)
		return -1;
	page = map + PAGE;
	return mprotect(page, PAGE, PROT_READ | PROT_WRITE);
}

static const void *naive_first(const unsigned char *text, int c, size_t n)
{
	for (size_t i = 0; i < n; i++)
		if (text[i] == (unsigned char)c)
			return text + i;
	return NULL;
}

static const void *naive_last(const unsigned char *text, int c, size_t n)
{
	while (n-- > 0)
		if (text[n] == (unsigned char)c)
			return text + n;
	return NULL;
}

static void check_search(const unsigned char *text, int c, size_t n)
{
	const void *first = naive_first(text, c, n), *last = naive_last(text, c, n);

	for (size_t i = 0; i < ALL; i++) {
		assert_ptr_equal(all[i].first(text, c, n), first);
		assert_ptr_equal(all[i].last(text, c, n), last);
	}
}

/* The byte is before and behind the text, and in it nowhere, at each place, and at two. */
static void check_places(unsigned char *text, size_t n, int c)
{
	unsigned char other = (unsigned char)(c ^ 0x80);

	memset(page, c, PAGE);
	memset(text, other, n);
	check_search(text, c, n);
	for (size_t i = 0; i < n; i++) {
		text[i] = (unsigned char)c;
		check_search(text, c, n);
		text[n - 1 - i] = (unsigned char)c;
		check_search(text, c, n);
		text[i] = text[n - 1 - i] = other;
	}
}

static void searches(void **state)
{
	(void)state;
	for (size_t n = 0; n < LENGTH; n++)
		for (size_t shift = 0; shift < ALIGNMENT; shift++)
			check_places(page + 64 + shift, n, '\n');
}

static void searches_at_page_ends(void **state)
{
	static const int values[] = { 0, '\n', 0x7f, 0x80, 0xff, -1, 0x100 + '\n' };

	(void)state;
	for (size_t n = 0; n < LENGTH; n++) {
		for (size_t i = 0; i < sizeof values / sizeof values[0]; i++) {
			check_places(page, n, values[i]);
			check_places(page + PAGE - n, n, values[i]);
		}
	}
	check_places(page, PAGE, '\n');
}

/* As strnlen(3) does it: the length leads out of the page, but the byte is in the page. */
static void searches_of_unknown_length(void **state)
{
	static const size_t beyond[] = { 1, 100, PAGE, SIZE_MAX / 2, SIZE_MAX };

	(void)state;
	memset(page, 'x', PAGE);
	for (size_t end = PAGE - 70; end < PAGE; end++) {
		page[end] = '\0';
		for (size_t begin = end - LENGTH; begin <= end; begin++)
			for (size_t i = 0; i < sizeof beyond / sizeof beyond[0]; i++) {
				size_t n = PAGE - begin;

				n = beyond[i] < SIZE_MAX - n ? n + beyond[i] : SIZE_MAX;
				for (size_t k = 0; k < ALL; k++)
					assert_ptr_equal(all[k].first(page + begin, 0, n),
							 page + end);
			}
		page[end] = 'x';
	}
}

static unsigned char pattern(size_t i)
{
	return (unsigned char)(i * 7 + i / 256 + 1);
}

/* Copies in the page, and compares all of the page. */
static void check_copy(size_t to, size_t from, size_t n)
{
	bool is_apart = to + n <= from || from + n <= to;

	for (size_t i = 0; i < ALL; i++) {
		for (unsigned way = 0; way < (is_apart ? 2 : 1); way++) {
			for (size_t at = 0; at < PAGE; at++)
				page[at] = pattern(at);
			assert_ptr_equal(way == 0 ? all[i].move(page + to, page + from, n)
						  : all[i].copy(page + to, page + from, n),
					 page + to);
			for (size_t at = 0; at < PAGE; at++) {
				bool is_copied = at >= to && at < to + n;

				if (page[at] != pattern(is_copied ? at - to + from : at))
					fail_msg("%zu bytes from %zu to %zu: byte %zu", n,
						 from, to, at);
			}
		}
	}
}

static void copies(void **state)
{
	(void)state;
	for (size_t n = 0; n < LENGTH; n++)
		for (size_t shift = 0; shift < ALIGNMENT; shift++)
			check_copy(500 + shift, 1000 + n % ALIGNMENT, n);
}

static void copies_to_and_from_page_ends(void **state)
{
	(void)state;
	for (size_t n = 0; n <= PAGE / 2; n += n < LENGTH ? 1 : 61) {
		check_copy(0, PAGE - n, n);
		check_copy(PAGE - n, 0, n);
	}
}

static void copies_that_overlap(void **state)
{
	static const size_t lengths[] = { 1,  2,  3,  4,   7,   8,    9,    15,
					  16, 17, 31, 32,  33,  47,   48,   49,
					  64, 65, 97, 128, 500, 1023, 1024, 1500 };

	(void)state;
	for (size_t i = 0; i < sizeof lengths / sizeof lengths[0]; i++)
		for (size_t shift = 0; shift < 70; shift++) {
			check_copy(1000, 1000 + shift, lengths[i]);
			check_copy(1000 + shift, 1000, lengths[i]);
		}
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(searches),
		cmocka_unit_test(searches_at_page_ends),
		cmocka_unit_test(searches_of_unknown_length),
		cmocka_unit_test(copies),
		cmocka_unit_test(copies_to_and_from_page_ends),
		cmocka_unit_test(copies_that_overlap),
	};

	return cmocka_run_group_tests(tests, page_map, NULL);
}
