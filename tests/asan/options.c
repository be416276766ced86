/* tests/asan/options.c - turns off leak checks in the sanitized build of ctinit.
 *
 * The program exits as PID 1, under strace or without /proc, where a leak check does not
 * work. The unit tests check for leaks. AddressSanitizer calls __asan_default_options() at
 * startup. */
const char *__asan_default_options(void);

const char *__asan_default_options(void)
{
	return "detect_leaks=0";
}
