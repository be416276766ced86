/* tests/asan/options.c - how the sanitizers' build of the program itself behaves.
 *
 * It ends as PID 1, under strace and where /proc is missing: no place to look for leaks.
 * The unit tests do that. Source: the AddressSanitizer's run-time interface,
 * __asan_default_options. */
const char *__asan_default_options(void);

const char *__asan_default_options(void)
{
	return "detect_leaks=0";
}
