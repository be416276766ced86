/* tests/unit/supervisor/proc/passwd_test.c - checks the lines of /etc/passwd and /etc/group
 * that map-user changes or adds. */
#include "supervisor/proc/passwd.h"

#include "conf/base/base.h"

#include <errno.h>
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <string.h>
/* cmocka.h needs the headers above. */
#include <cmocka.h>

/* clang-format off */
static const struct {
	enum passwd_kind kind;
	const char *old, *now; /* NULL: refused */
	size_t len; /* length of `old`; 0 for strlen() */
} texts[] = {
	{ PASSWD_USERS, "", "app:x:70:71::/:/bin/sh\n", 0 },
	{ PASSWD_USERS, "root:x:0:0::/:/s", "root:x:0:0::/:/s\napp:x:70:71::/:/bin/sh\n", 0 },
	{ PASSWD_USERS, "app:*:1:2:A B:/home:/x\n#c\n\nb:x::\n", "app:*:70:71:A B:/home:/x\n#c\n\nb:x::\n", 0 },
	{ PASSWD_USERS, "app:*:70:71:A B:/home:/x", "app:*:70:71:A B:/home:/x", 0 },
	{ PASSWD_USERS, "app2:x:1:1:::\napp:x:1:1:::\napp:x:2:2:::\n", "app2:x:1:1:::\napp:x:70:71:::\napp:x:70:71:::\n", 0 },
	{ PASSWD_USERS, "app:x:1\n", "app:x:70:71::/:/bin/sh\n", 0 },
	{ PASSWD_USERS, "app\n", "app\napp:x:70:71::/:/bin/sh\n", 0 },
	{ PASSWD_USERS, "a\0b", NULL, 3 },
	{ PASSWD_GROUPS, "app:x:5:m,n\nz:x:71:\n", "app:x:71:m,n\nz:x:71:\n", 0 },
	{ PASSWD_GROUPS, "app:x:5\n", "app:x:71:\n", 0 },
	{ PASSWD_GROUPS, "", "app:x:71:\n", 0 },
};
/* clang-format on */

static void replaces_and_adds(void **state)
{
	char word[] = "app:70:71", *words[] = { word, NULL }, to[256];
	struct passwd_output out = { .base = to };

	(void)state;
	for (size_t i = 0; i < ARRAY_LEN(texts); i++) {
		size_t len = texts[i].len ? texts[i].len : strlen(texts[i].old);

		out.size = sizeof to;
		long n = passwd_text(texts[i].kind, words, texts[i].old, len, &out);

		if (texts[i].now == NULL) {
			assert_int_equal(n, -EINVAL);
			continue;
		}
		assert_int_equal(n, strlen(texts[i].now));
		assert_memory_equal(to, texts[i].now, (size_t)n);
		/* The buffer becomes full at each byte of the text. */
		for (out.size = 0; out.size <= (size_t)n; out.size++)
			assert_int_equal(passwd_text(texts[i].kind, words, texts[i].old,
						     len, &out),
					 -ENOSPC);
	}
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(replaces_and_adds),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
