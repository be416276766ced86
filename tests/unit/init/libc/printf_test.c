/* tests/unit/init/libc/printf_test.c - checks the formats of printf(3) that ctinit uses. */
#include <errno.h>
#include <limits.h>
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/types.h>
/* cmocka.h needs the headers above. */
#include <cmocka.h>

#define SIZE 64

/* Checks the text in memory of each size, and in a stream without and with a buffer. */
__attribute__((format(printf, 2, 3))) static void check(const char *want,
							const char *format, ...)
{
	size_t len = strlen(want);
	char text[SIZE];
	va_list list;

	va_start(list, format);
	for (size_t size = 0; size <= len + 2; size++) {
		va_list copy;

		va_copy(copy, list);
		memset(text, '#', sizeof text);
		assert_int_equal(vsnprintf(text, size, format, copy), len);
		va_end(copy);
		if (size > 0) {
			size_t n = len < size - 1 ? len : size - 1;

			assert_memory_equal(text, want, n);
			assert_int_equal(text[n], '\0');
		}
		assert_int_equal(text[size], '#');
	}
	for (int is_buffered = 0; is_buffered < 2; is_buffered++) {
		FILE *f = tmpfile();
		va_list copy;

		assert_non_null(f);
		if (!is_buffered)
			setvbuf(f, NULL, _IONBF, 0);
		va_copy(copy, list);
		assert_int_equal(vfprintf(f, format, copy), len);
		va_end(copy);
		rewind(f);
		assert_int_equal(fread(text, 1, sizeof text, f), len);
		assert_memory_equal(text, want, len);
		fclose(f);
	}
	va_end(list);
}

static void numbers(void **state)
{
	(void)state;
	check("0", "%d", 0);
	check("-1 4294967295", "%d %u", -1, UINT_MAX);
	check("-2147483648", "%d", INT_MIN);
	check("-9223372036854775808", "%lld", LLONG_MIN);
	check("18446744073709551615", "%llu", ULLONG_MAX);
	check("1777777777777777777777", "%llo", ULLONG_MAX);
	check("-9223372036854775808 18446744073709551615", "%ld %lu", LONG_MIN, ULONG_MAX);
	check("18446744073709551615 -1", "%zu %zd", SIZE_MAX, (ssize_t)-1);
	check("ffffffffffffffff deadbeef 755", "%lx %x %o", ULONG_MAX, 0xdeadbeef, 0755);
}

static void widths_of_numbers(void **state)
{
	(void)state;
	check("   -7", "%5d", -7);
	check("-7   |", "%-5d|", -7);
	check("-0007", "%05d", -7);
	check("123456", "%05d", 123456);
	check("07 0a 000042", "%02d %02x %06u", 7, 10, 42);
	check("   7|7   ", "%*d|%*d", 4, 7, -4, 7);
	check("007", "%.3d", 7);
	check("  007", "%5.3u", 7);
	check("|", "%.0d|", 0);
	check("00000000000000000000000000000007", "%032d", 7);
}

static void strings(void **state)
{
	(void)state;
	check("", "%s", "");
	check("100% sure", "100%% %s", "sure");
	check("<ab>", "<%.*s>", 2, "abc");
	check("<abc>", "<%.*s>", 9, "abc");
	check("<abc>", "<%.*s>", -1, "abc");
	check("<>", "<%.0s>", "abc");
	check("<>", "<%.s>", "abc");
	check("<  abc>", "<%5s>", "abc");
	check("<abc  >", "<%-5s>", "abc");
	check("<ab   >", "<%-*.*s>", 5, 2, "abc");
	check("xyz", "%c%c%s", 'x', 'y', "z");
	check("<    x>", "<%5c>", 'x');
	/* No NUL byte is needed behind the precision. */
	check("ab", "%.2s", (const char[2]){ 'a', 'b' });
}

/* Longer than any buffer on the way. */
static void long_texts(void **state)
{
	enum { LONG = 20000 };
	static char text[LONG + 1], out[2 * LONG + 16];
	char *memory = NULL;
	size_t size;
	FILE *f = open_memstream(&memory, &size);

	(void)state;
	memset(text, 'a', LONG);
	assert_int_equal(snprintf(out, sizeof out, "%s-%s", text, text), 2 * LONG + 1);
	assert_int_equal(strlen(out), 2 * LONG + 1);
	assert_int_equal(out[LONG], '-');
	assert_non_null(f);
	assert_int_equal(fprintf(f, "%s-%*d", text, LONG, 5), 2 * LONG + 1);
	assert_int_equal(fclose(f), 0);
	assert_int_equal(size, 2 * LONG + 1);
	assert_memory_equal(memory, out, LONG + 1);
	assert_int_equal(memory[LONG + 1], ' ');
	assert_int_equal(memory[2 * LONG], '5');
	free(memory);
}

static void failures(void **state)
{
	FILE *f = fopen("/dev/full", "we");

	(void)state;
	assert_non_null(f);
	setvbuf(f, NULL, _IONBF, 0);
	errno = 0;
	assert_int_equal(fprintf(f, "%d", 1), -1);
	assert_int_equal(errno, ENOSPC);
	fclose(f);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(numbers),  cmocka_unit_test(widths_of_numbers),
		cmocka_unit_test(strings),  cmocka_unit_test(long_texts),
		cmocka_unit_test(failures),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
