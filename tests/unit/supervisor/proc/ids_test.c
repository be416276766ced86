/* tests/unit/supervisor/proc/ids_test.c - looks up users and groups in valid and invalid
 * files. */
#include "supervisor/proc/ids.h"

#include "conf/base/text.h"

#include <errno.h>
#include <setjmp.h>
#include <stdarg.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>
/* cmocka.h needs the headers above. */
#include <cmocka.h>

#include "tests/unit/supervisor/write_file.h"

static char memory[4 << 20], dir[64], passwd[80], group[80], why[256];
static struct conf_scratch scratch;

static int set_up(void **state)
{
	(void)state;
	strcpy(dir, "/tmp/ctinit-ids-XXXXXX");
	if (mkdtemp(dir) == NULL)
		return -1;
	snprintf(passwd, sizeof passwd, "%s/passwd", dir);
	snprintf(group, sizeof group, "%s/group", dir);
	write_file(passwd,
		   "root:x:0:0::/root:/bin/bash\n#c:x:1:1:::\n"
		   "app:x:1000:1001::/srv/app:\nbad:x:99999999999:1::/:\n4711:x:0:0::/:\n");
	write_file(group,
		   "root:x:0:\napp:x:1001:\naudio:x:29:app,root\nvideo:x:44:xapp,appx\n");
	return 0;
}

static int tear_down(void **state)
{
	(void)state;
	unlink(passwd);
	unlink(group);
	return rmdir(dir);
}

static char *const *maps;

static int lookup(const char *user, char *const *extra, struct ids *ids)
{
	struct ids_files files = { passwd, group, NULL, maps };
	const struct ids_request request = { user, extra, 5, 6 };

	scratch = (struct conf_scratch){ .base = memory, .size = sizeof memory };
	return ids_find(&files, &request, &scratch, ids, &TEXT(why));
}

static void users(void **state)
{
	char video[] = "video", number[] = "77", *extra[] = { video, number, NULL };
	struct ids ids;

	(void)state;
	assert_int_equal(lookup("app", NULL, &ids), 0);
	assert_int_equal(ids.uid, 1000);
	assert_int_equal(ids.gid, 1001);
	/* The groups are audio and the primary one, not video. */
	assert_int_equal(ids.group_count, 2);
	assert_string_equal(ids.home, "/srv/app");
	assert_string_equal(ids.shell, "/bin/sh");
	assert_int_equal(lookup("app:audio", extra, &ids), 0);
	assert_int_equal(ids.gid, 29);
	assert_int_equal(ids.group_count, 3);
	assert_int_equal(lookup(":audio", NULL, &ids), 0);
	assert_int_equal(ids.uid, 5);
	assert_int_equal(ids.gid, 29);
	/* a word of digits is a number, even if it is root's name */
	assert_int_equal(lookup("4711", NULL, &ids), 0);
	assert_int_equal(ids.uid, 4711);
	assert_null(ids.name);
	assert_int_equal(lookup("4294967296", NULL, &ids), -ERANGE);
	assert_int_equal(lookup("4294967295", NULL, &ids), -ERANGE);
	assert_int_equal(lookup("nobody", NULL, &ids), -ESRCH);
	assert_int_equal(lookup("bad", NULL, &ids), -ESRCH);
	assert_int_equal(lookup("app:none", NULL, &ids), -ESRCH);
	assert_string_equal(why, "group none is not known: /etc/group has no such line");
	assert_int_equal(lookup("app:", NULL, &ids), -EINVAL);
}

static void mapped_users(void **state)
{
	char app[] = "app:1:1", last[] = "app:70:71", fresh[] = "fresh:80:81";
	char *words[] = { app, last, fresh, NULL }, fresh_group[] = "fresh";
	char *extra[] = { fresh_group, NULL };
	struct ids ids;

	(void)state;
	maps = words;
	assert_int_equal(lookup("app", extra, &ids), 0);
	assert_int_equal(ids.uid, 70); /* the last user in the list wins */
	assert_int_equal(ids.gid, 71);
	/* The groups are fresh, audio and the primary one. */
	assert_int_equal(ids.group_count, 3);
	assert_string_equal(ids.home, "/srv/app");
	assert_int_equal(lookup("fresh:app", NULL, &ids), 0);
	assert_int_equal(ids.uid, 80);
	assert_int_equal(ids.gid, 71);
	assert_string_equal(ids.name, "fresh");
	assert_string_equal(ids.home, "/");
	assert_int_equal(lookup("80", NULL, &ids), 0);
	assert_string_equal(ids.name, "fresh");
	assert_int_equal(lookup("root", NULL, &ids), 0);
	assert_int_equal(ids.uid, 0);
	maps = NULL;
}

/* The primary group is one too many. */
static void too_many_groups_are_reported(void **state)
{
	char numbers[IDS_GROUPS_MAX][12], *extra[IDS_GROUPS_MAX + 1] = { NULL };
	struct ids ids;

	(void)state;
	for (int i = 0; i < IDS_GROUPS_MAX; i++) {
		snprintf(numbers[i], sizeof numbers[i], "%d", 2000 + i);
		extra[i] = numbers[i];
	}
	why[0] = '\0';
	assert_int_equal(lookup("77", extra, &ids), -E2BIG);
	assert_string_equal(why, "user 77 brings more than 64 groups");
	extra[IDS_GROUPS_MAX - 1] = NULL;
	assert_int_equal(lookup("77", extra, &ids), 0);
	assert_int_equal(ids.group_count, IDS_GROUPS_MAX);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(users),
		cmocka_unit_test(mapped_users),
		cmocka_unit_test(too_many_groups_are_reported),
	};

	return cmocka_run_group_tests(tests, set_up, tear_down);
}
