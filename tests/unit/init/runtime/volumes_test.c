/* tests/unit/init/runtime/volumes_test.c - checks words of `volume` and `tmpfs`. */
#include "init/runtime/volumes.h"

/* cmocka.h needs these headers before it. */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>

#include <cmocka.h>
#include <linux/mount.h>

#define ALWAYS (MOUNT_ATTR_NOSUID | MOUNT_ATTR_NODEV)

/* The front end makes one container and exits, so it never frees its parsed words.
 * Source: LeakSanitizer's interface, __lsan_default_suppressions. */
const char *__lsan_default_suppressions(void);

const char *__lsan_default_suppressions(void)
{
	return "leak:init/runtime/";
}

static void test_volumes(void **state)
{
	static const struct {
		const char *word, *target; /* `target` is NULL if the word is refused */
		uint64_t attributes;
	} rows[] = {
		{ "/a:/b", "/b", ALWAYS },
		{ "a:/b/", "/b", ALWAYS },
		{ "/a://b/./c", "/b/c", ALWAYS },
		{ "/a:/b:ro", "/b", ALWAYS | MOUNT_ATTR_RDONLY },
		{ "/a:/b:ro,noexec,nosymfollow", "/b",
		  ALWAYS | MOUNT_ATTR_RDONLY | MOUNT_ATTR_NOEXEC | MOUNT_ATTR_NOSYMFOLLOW },
		{ "/a:/development", "/development", ALWAYS },
		{ "/a", NULL, 0 },
		{ ":/b", NULL, 0 },
		{ "/a:b", NULL, 0 },
		{ "/a:/", NULL, 0 },
		{ "/a:/./", NULL, 0 },
		{ "/a:/x/../proc", NULL, 0 },
		{ "/a:/proc", NULL, 0 },
		{ "/a://proc//sys", NULL, 0 },
		{ "/a:/sys/x", NULL, 0 },
		{ "/a:/dev", NULL, 0 },
		{ "/a:/b:suid", NULL, 0 },
		{ "/a:/b:slave", NULL, 0 },
	};

	(void)state;
	for (size_t i = 0; i < ARRAY_LEN(rows); i++) {
		struct volume volume;
		const char *wrong = volume_parse(rows[i].word, &volume);

		if (!rows[i].target) {
			assert_non_null(wrong);
			continue;
		}
		assert_null(wrong);
		assert_string_equal(volume.target, rows[i].target);
		assert_true(volume.attributes == rows[i].attributes);
	}
}

static void test_tmpfs(void **state)
{
	struct volume volume;

	(void)state;
	assert_null(tmpfs_parse("/tmp:size=1M,mode=0700", &volume));
	assert_string_equal(volume.size, "1048576");
	assert_string_equal(volume.mode, "700");
	assert_non_null(tmpfs_parse("/tmp:size=", &volume));
	assert_non_null(tmpfs_parse("/tmp:uid=0", &volume));
	assert_non_null(tmpfs_parse("/dev/shm", &volume));
}

int main(void)
{
	const struct CMUnitTest tests[] = { cmocka_unit_test(test_volumes),
					    cmocka_unit_test(test_tmpfs) };

	return cmocka_run_group_tests(tests, NULL, NULL);
}
