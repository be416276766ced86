/* tests/unit/init/sys/namespaces_test.c - checks which root mounts count as a disk. */
#include "init/sys/namespaces.h"

#include "conf/base/base.h"

#include <stdio.h>

/* cmocka.h needs these headers before it. */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>

#include <cmocka.h>

#define DISK    "24 1 8:1 / / rw,relatime shared:1 - ext4 /dev/vda1 rw\n"
#define PROC    "25 24 0:22 / /proc rw,nosuid - proc proc rw\n"
#define DATA    "26 24 8:2 / /data rw - ext4 /dev/vdb rw\n"
#define OVERLAY "27 1 0:30 / / rw,relatime - overlay overlay rw,lowerdir=/a\n"

static void test_is_disk(void **state)
{
	static const struct {
		const char *text;
		int disk;
	} rows[] = {
		{ DISK, 1 },
		{ DISK PROC DATA, 1 },
		{ PROC DISK, 1 },
		{ OVERLAY PROC DATA, 0 },
		{ DISK OVERLAY, 0 },
		{ OVERLAY DISK, 1 },
		/* a directory or a subvolume of a disk */
		{ "24 1 8:1 /var/lib/root / rw - ext4 /dev/vda1 rw\n", 0 },
		/* without a newline at the end; without optional fields */
		{ "24 1 8:1 / / rw - ext4 /dev/vda1 rw", 1 },
		{ "24 1 0:2 / / rw - rootfs none rw\n", 0 },
		{ "24 1 8:1 / / rw - ext4\n", 0 },
		{ "24 1 8:1 / / rw ext4 /dev/vda1\n", 0 },
		{ "24 1 8:1\n/ / - ext4 /dev/vda1\n", 0 },
		{ "\n", 0 },
		{ "", 0 },
	};

	(void)state;
	for (size_t i = 0; i < ARRAY_LEN(rows); i++) {
		char text[400];

		snprintf(text, sizeof text, "%s", rows[i].text);
		assert_int_equal(mountinfo_root_is_disk(text), rows[i].disk);
	}
}

int main(void)
{
	const struct CMUnitTest tests[] = { cmocka_unit_test(test_is_disk) };

	return cmocka_run_group_tests(tests, NULL, NULL);
}
