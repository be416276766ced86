/* tests/asan/options.c - turns the leak check of the sanitizers' build of ctinit off.
 *
 * The program ends as PID 1, under strace or without /proc, where a leak check does not work.
 * The unit tests look for leaks. __asan_default_options() is part of the run-time interface
 * of AddressSanitizer. */
const char *__asan_default_options(void);

const char *__asan_default_options(void)
{
	return "detect_leaks=0";
}
