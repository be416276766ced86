/* tests/unit/init/sys/cgroup_layout_test.c - checks how mounts of control groups are read. */
#include "init/sys/cgroup_layout.h"

#include "conf/base/base.h"

#include <stdlib.h>
#include <string.h>

/* cmocka.h needs these headers before it. */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>

#include <cmocka.h>

#define PROC   "proc /proc proc rw 0 0\n"
#define TMPFS  "tmpfs /sys/fs/cgroup tmpfs rw,mode=755 0 0\n"
#define V1     "cgroup /sys/fs/cgroup/cpu cgroup rw,cpu 0 0\n"
#define V2     "cgroup2 /sys/fs/cgroup cgroup2 rw 0 0\n"
#define BESIDE "cgroup2 /sys/fs/cgroup/unified cgroup2 rw 0 0\n"
#define SECOND "cgroup2 /mnt cgroup2 rw 0 0\n"
#define HIDDEN "cgroup2 /hidden cgroup2 rw 0 0\ncgroup /hidden cgroup rw 0 0\n"

static bool is_not_hidden(const char *path, bool v2)
{
	(void)v2;
	return strcmp(path, "/hidden") != 0;
}

static enum cgroup_layout layout_of(const char *text, char *path, size_t size)
{
	FILE *mounts = fmemopen((char *)text, strlen(text), "r");
	enum cgroup_layout layout;

	assert_non_null(mounts);
	layout = cgroup_layout_read(mounts, is_not_hidden, path, size);
	fclose(mounts);
	return layout;
}

static void test_layouts(void **state)
{
	static const struct {
		const char *text, *path;
		enum cgroup_layout layout;
	} rows[] = {
		{ PROC, "", CGROUP_NONE },
		{ PROC TMPFS, "", CGROUP_NONE },
		{ PROC TMPFS V1 V1, "", CGROUP_V1 },
		{ PROC TMPFS V1 BESIDE, "/sys/fs/cgroup/unified", CGROUP_HYBRID },
		{ BESIDE V1, "/sys/fs/cgroup/unified", CGROUP_HYBRID },
		{ PROC V2 SECOND, "/sys/fs/cgroup", CGROUP_UNIFIED },
		{ HIDDEN V2, "/sys/fs/cgroup", CGROUP_UNIFIED },
		{ HIDDEN, "", CGROUP_NONE },
		/* without a newline at the end; words in the wrong place; an empty line */
		{ "cgroup2 /c cgroup2 rw 0 0", "/c", CGROUP_UNIFIED },
		{ "cgroup2 /c tmpfs cgroup2 0 0\ncgroup2\n\n", "", CGROUP_NONE },
	};

	(void)state;
	for (size_t i = 0; i < ARRAY_LEN(rows); i++) {
		char path[64];

		assert_int_equal(layout_of(rows[i].text, path, sizeof path),
				 rows[i].layout);
		assert_string_equal(path, rows[i].path);
	}
}

/* The options of an overlay can be longer than the buffer, and contain any words. */
static void test_long_line(void **state)
{
	char *text = calloc(1, 20000), path[8];

	(void)state;
	assert_non_null(text);
	strcpy(text, "overlay / overlay rw,lowerdir=");
	while (strlen(text) < 10000)
		strcat(text, " a cgroup2 cgroup2 cgroup cgroup");
	strcat(text, "\n" V1);
	assert_int_equal(layout_of(text, path, sizeof path), CGROUP_V1);
	strcat(text, "cgroup2 /longer-than-8 cgroup2 rw 0 0\n");
	assert_int_equal(layout_of(text, path, sizeof path), CGROUP_HYBRID);
	assert_string_equal(path, "/longer");
	free(text);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(test_layouts),
		cmocka_unit_test(test_long_line),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
