/* supervisor/proc/version.c - compares names that contain numbers: 9-x before 10-x.
 * Pure. */
#include "supervisor/proc/version.h"

#include <string.h>

static size_t digits_length(const char *text)
{
	return strspn(text, "0123456789");
}

/* Compares the numbers at the start of both names, and skips them. */
static int compare_numbers(const char **a, const char **b)
{
	size_t zeros_a = strspn(*a, "0"), zeros_b = strspn(*b, "0");
	const char *at_a = *a + zeros_a, *at_b = *b + zeros_b;
	size_t len_a = digits_length(at_a), len_b = digits_length(at_b);

	*a = at_a + len_a;
	*b = at_b + len_b;
	if (len_a != len_b)
		return len_a < len_b ? -1 : 1;
	return memcmp(at_a, at_b, len_a);
}

int version_compare(const char *a, const char *b)
{
	const char *all_a = a, *all_b = b;

	while (*a != '\0' && *b != '\0') {
		if (digits_length(a) > 0 && digits_length(b) > 0) {
			int r = compare_numbers(&a, &b);

			if (r != 0)
				return r;
		} else if (*a != *b) {
			break;
		} else {
			a++;
			b++;
		}
	}
	if (*a != *b)
		return (unsigned char)*a < (unsigned char)*b ? -1 : 1;
	return strcmp(all_a, all_b);
}
