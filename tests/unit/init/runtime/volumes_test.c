/* tests/unit/init/runtime/volumes_test.c - volumes and tmpfs as written, maps, capabilities. */
#include "init/runtime/volumes.h"

#include "conf/base/capability.h"
#include "init/runtime/capabilities.h"
#include "init/runtime/idmap.h"

/* cmocka.h wants these before it. */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>

#include <cmocka.h>
#include <linux/capability.h>
#include <linux/mount.h>

#define ALWAYS (MOUNT_ATTR_NOSUID | MOUNT_ATTR_NODEV)

/* The front end makes one container and ends: what its words became is never freed.
 * Source: LeakSanitizer's interface, __lsan_default_suppressions. */
const char *__lsan_default_suppressions(void);

const char *__lsan_default_suppressions(void)
{
	return "leak:init/runtime/";
}

static void test_volumes(void **state)
{
	static const struct {
		const char *word, *target; /* NULL: refused */
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

static void test_maps(void **state)
{
	struct id_map map;

	(void)state;
	assert_true(idmap_parse("0:100000:65536", &map));
	assert_int_equal(idmap_root_uid(&map), 100000);
	assert_true(idmap_parse("5:1:2,0:7:1", &map));
	assert_int_equal(map.gid_count, 2);
	assert_int_equal(idmap_root_gid(&map), 7);
	assert_false(idmap_parse("0:1", &map));
	assert_false(idmap_parse("0:1:0", &map));
	assert_false(idmap_parse("0:1:2:3", &map));
	assert_false(idmap_parse("0:4294967294:2", &map));
	assert_false(idmap_parse("0:-1:2", &map));
}

static void test_capabilities(void **state)
{
	char *more[] = { (char *)"default", (char *)"+NET_RAW", (char *)"-cap_kill" };
	char *none[] = { (char *)"none", (char *)"+CHOWN" };
	char *bad[] = { (char *)"+FLY" };
	uint64_t set = 0, base = 0;

	(void)state;
	assert_null(capabilities_parse(NULL, 0, &base));
	assert_false(base & (uint64_t)1 << CAP_SYS_ADMIN);
	assert_null(capabilities_parse(more, 3, &set));
	assert_true(set ==
		    ((base | (uint64_t)1 << CAP_NET_RAW) & ~((uint64_t)1 << CAP_KILL)));
	assert_null(capabilities_parse(none, 2, &set));
	assert_true(set == (uint64_t)1 << CAP_CHOWN);
	assert_string_equal(capabilities_parse(bad, 1, &set), "+FLY");
	assert_int_equal(capability_parse("CAP_CHECKPOINT_RESTORE"),
			 CAP_CHECKPOINT_RESTORE);
	assert_int_equal(CAP_CHECKPOINT_RESTORE, CAP_LAST_CAP);
}

int main(void)
{
	const struct CMUnitTest tests[] = { cmocka_unit_test(test_volumes),
					    cmocka_unit_test(test_tmpfs),
					    cmocka_unit_test(test_maps),
					    cmocka_unit_test(test_capabilities) };

	return cmocka_run_group_tests(tests, NULL, NULL);
}
