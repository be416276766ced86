/* tests/unit/supervisor/proc/env_test.c - environments and ids from files, also bad ones. */
#include "conf/base/base.h"
#include "supervisor/proc/env.h"
#include "supervisor/proc/ids.h"
#include "supervisor/proc/passwd.h"

#include <errno.h>
#include <setjmp.h>
#include <stdarg.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>
/* needs the four above */
#include <cmocka.h>

static char memory[4 << 20], dir[64], passwd[80], group[80], file[80], why[256];
static struct conf_scratch scratch;
static struct env env;

static void put(const char *path, const char *text)
{
	FILE *f = fopen(path, "we");

	assert_non_null(f);
	fputs(text, f);
	fclose(f);
}

static int set_up(void **state)
{
	(void)state;
	strcpy(dir, "/tmp/ctinit-env-XXXXXX");
	if (mkdtemp(dir) == NULL)
		return -1;
	snprintf(passwd, sizeof passwd, "%s/passwd", dir);
	snprintf(group, sizeof group, "%s/group", dir);
	snprintf(file, sizeof file, "%s/file", dir);
	put(passwd,
	    "root:x:0:0::/root:/bin/bash\n#c:x:1:1:::\n"
	    "app:x:1000:1001::/srv/app:\nbad:x:99999999999:1::/:\n4711:x:0:0::/:\n");
	put(group, "root:x:0:\napp:x:1001:\naudio:x:29:app,root\nvideo:x:44:xapp,appx\n");
	return 0;
}

static int tear_down(void **state)
{
	(void)state;
	unlink(passwd);
	unlink(group);
	unlink(file);
	return rmdir(dir);
}

static char *const *maps;

static int find(const char *user, char *const *extra, struct ids *ids)
{
	struct ids_files files = { passwd, group, NULL, maps };

	scratch = (struct conf_scratch){ .base = memory, .size = sizeof memory };
	return ids_find(&files, user, extra, 5, 6, &scratch, ids, &TEXT(why));
}

static void users(void **state)
{
	char video[] = "video", number[] = "77", *extra[] = { video, number, NULL };
	struct ids ids;

	(void)state;
	assert_int_equal(find("app", NULL, &ids), 0);
	assert_int_equal(ids.uid, 1000);
	assert_int_equal(ids.gid, 1001);
	assert_int_equal(ids.group_count, 2); /* audio and its own; not video */
	assert_string_equal(ids.home, "/srv/app");
	assert_string_equal(ids.shell, "/bin/sh");
	assert_int_equal(find("app:audio", extra, &ids), 0);
	assert_int_equal(ids.gid, 29);
	assert_int_equal(ids.group_count, 3);
	assert_int_equal(find(":audio", NULL, &ids), 0);
	assert_int_equal(ids.uid, 5);
	assert_int_equal(ids.gid, 29);
	/* all digits is a number, though a name of these digits is root's */
	assert_int_equal(find("4711", NULL, &ids), 0);
	assert_int_equal(ids.uid, 4711);
	assert_null(ids.name);
	assert_int_equal(find("4294967296", NULL, &ids), -ERANGE);
	assert_int_equal(find("4294967295", NULL, &ids), -ERANGE);
	assert_int_equal(find("nobody", NULL, &ids), -ESRCH);
	assert_int_equal(find("bad", NULL, &ids), -ESRCH);
	assert_int_equal(find("app:none", NULL, &ids), -ESRCH);
	assert_string_equal(why, "group none is not known: /etc/group has no such line");
	assert_int_equal(find("app:", NULL, &ids), -EINVAL);
}

static void mapped_users(void **state)
{
	char app[] = "app:1:1", last[] = "app:70:71", fresh[] = "fresh:80:81";
	char *words[] = { app, last, fresh, NULL }, fresh_group[] = "fresh";
	char *extra[] = { fresh_group, NULL };
	struct ids ids;

	(void)state;
	maps = words;
	assert_int_equal(find("app", extra, &ids), 0);
	assert_int_equal(ids.uid, 70); /* the last word counts */
	assert_int_equal(ids.gid, 71);
	assert_int_equal(ids.group_count, 3); /* fresh, audio, its own */
	assert_string_equal(ids.home, "/srv/app");
	assert_int_equal(find("fresh:app", NULL, &ids), 0);
	assert_int_equal(ids.uid, 80);
	assert_int_equal(ids.gid, 71);
	assert_string_equal(ids.name, "fresh");
	assert_string_equal(ids.home, "/");
	assert_int_equal(find("80", NULL, &ids), 0);
	assert_string_equal(ids.name, "fresh");
	assert_int_equal(find("root", NULL, &ids), 0);
	assert_int_equal(ids.uid, 0);
	maps = NULL;
}

/* clang-format off */
static const struct {
	enum passwd_kind kind;
	const char *old, *now; /* NULL: refused */
	size_t len; /* 0: that of the text */
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

static void passwd_texts(void **state)
{
	char word[] = "app:70:71", *words[] = { word, NULL }, to[256];

	(void)state;
	for (size_t i = 0; i < ARRAY_LEN(texts); i++) {
		size_t len = texts[i].len ? texts[i].len : strlen(texts[i].old);
		long n =
			passwd_text(texts[i].kind, texts[i].old, len, words, to, sizeof to);

		if (texts[i].now == NULL) {
			assert_int_equal(n, -EINVAL);
			continue;
		}
		assert_int_equal(n, strlen(texts[i].now));
		assert_memory_equal(to, texts[i].now, (size_t)n);
		for (size_t size = 0; size <= (size_t)n; size++) /* full at any byte */
			assert_int_equal(passwd_text(texts[i].kind, texts[i].old, len,
						     words, to, size),
					 -ENOSPC);
	}
}

static int load(const char *text)
{
	scratch = (struct conf_scratch){ .base = memory, .size = sizeof memory };
	assert_int_equal(env_init(&env, &scratch), 0);
	put(file, text);
	return env_add_file(&env, file, &TEXT(why));
}

static const char *get(const char *name)
{
	return env_get(&env, name, strlen(name));
}

static void env_files(void **state)
{
	char path[96];

	(void)state;
	assert_int_equal(load("# c\n\nA=1\r\nexport B=\"x \\\"y\\\" z\"\nC='$A'\nA=2\n"),
			 0);
	assert_string_equal(get("A"), "2");
	assert_string_equal(get("B"), "x \"y\" z");
	assert_string_equal(get("C"), "$A");
	assert_int_equal(env.count, 3);
	assert_int_equal(load("A=1\nB=\"open\n"), -EINVAL);
	snprintf(path, sizeof path, "%s:2: ", file);
	assert_non_null(strstr(why, path));
	assert_int_equal(load("no line\n"), -EINVAL);
	assert_int_equal(env_add_file(&env, dir, &TEXT(why)), -EINVAL);
	unlink(file);
	assert_int_equal(env_add_file(&env, file, &TEXT(why)), -ENOENT);
	snprintf(path, sizeof path, "-%s", file);
	assert_int_equal(env_add_file(&env, path, &TEXT(why)), 0);
	assert_int_equal(mkfifo(file, 0600), 0); /* must not block */
	assert_int_equal(env_add_file(&env, file, &TEXT(why)), -EINVAL);
}

static void env_texts(void **state)
{
	char one[] = "A=1\nB=2\n", two[] = "B=3\nC=4", bad[] = "D=1\nnothing\n",
	     nul[] = "E=1\0F=2", twice[] = "T=1", again[] = "T=2";
	char *from[] = { twice, again, NULL };
	struct env more;

	(void)state;
	scratch = (struct conf_scratch){ .base = memory, .size = sizeof memory };
	assert_int_equal(env_init(&env, &scratch), 0);
	assert_int_equal(env_init(&more, &scratch), 0);
	assert_int_equal(env_add_text(&env, one, strlen(one), "x", &TEXT(why)), 0);
	assert_int_equal(env_add_text(&more, two, strlen(two), "x", &TEXT(why)), 0);
	assert_int_equal(env_merge(&env, &more), 0);
	assert_string_equal(get("B"), "3");
	assert_int_equal(env.count, 3);
	assert_int_equal(env_add_text(&env, bad, strlen(bad), "x", &TEXT(why)), -EINVAL);
	assert_string_equal(why, "x:2: a name without a value: write NAME=VALUE; a "
				 "variable that is inherited needs no line");
	assert_int_equal(env_add_text(&env, nul, sizeof nul - 1, "x", &TEXT(why)), -EINVAL);
	env_unset(&env, "A", 1);
	env_unset(&env, "NONE", 4);
	assert_null(get("A"));
	assert_string_equal(get("C"), "4");
	assert_int_equal(env_add_all(&env, from), 0);
	env_unset(&env, "T", 1); /* all of them */
	assert_null(get("T"));
	assert_null(env.vars[env.count]);
}

static void never_pass_on(void **state)
{
	char a[] = "NOTIFY_SOCKET=x", b[] = "LISTEN_FDS=1", c[] = "WATCHDOG_USEC=1",
	     d[] = "D=1";
	char *from[] = { a, b, c, d, NULL };

	(void)state;
	scratch = (struct conf_scratch){ .base = memory, .size = sizeof memory };
	env_init(&env, &scratch);
	assert_int_equal(env_add_all(&env, from), 0);
	assert_int_equal(env.count, 1);
	assert_null(get("NOTIFY_SOCKET"));
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(users),        cmocka_unit_test(mapped_users),
		cmocka_unit_test(passwd_texts), cmocka_unit_test(env_files),
		cmocka_unit_test(env_texts),    cmocka_unit_test(never_pass_on),
	};

	return cmocka_run_group_tests(tests, set_up, tear_down);
}
