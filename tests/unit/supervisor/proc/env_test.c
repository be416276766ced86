/* tests/unit/supervisor/proc/env_test.c - builds environments from valid and invalid files
 * and texts. */
#include "conf/base/base.h"
#include "supervisor/proc/env.h"

#include <errno.h>
#include <linux/filter.h>
#include <linux/seccomp.h>
#include <setjmp.h>
#include <stdarg.h>
#include <stdlib.h>
#include <string.h>
#include <sys/prctl.h>
#include <sys/stat.h>
#include <sys/syscall.h>
#include <sys/wait.h>
#include <unistd.h>
/* cmocka.h needs the headers above. */
#include <cmocka.h>

#include "tests/unit/supervisor/write_file.h"

static char memory[4 << 20], dir[64], file[80], why[256];
static struct conf_scratch scratch;
static struct env env;

static int set_up(void **state)
{
	(void)state;
	strcpy(dir, "/tmp/ctinit-env-XXXXXX");
	if (mkdtemp(dir) == NULL)
		return -1;
	snprintf(file, sizeof file, "%s/file", dir);
	return 0;
}

static int tear_down(void **state)
{
	(void)state;
	unlink(file);
	return rmdir(dir);
}

static int load_text(const char *text)
{
	scratch = (struct conf_scratch){ .base = memory, .size = sizeof memory };
	assert_int_equal(env_init(&env, &scratch), 0);
	write_file(file, text);
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
	assert_int_equal(load_text(
				 "# c\n\nA=1\r\nexport B=\"x \\\"y\\\" z\"\nC='$A'\nA=2\n"),
			 0);
	assert_string_equal(get("A"), "2");
	assert_string_equal(get("B"), "x \"y\" z");
	assert_string_equal(get("C"), "$A");
	assert_int_equal(env.count, 3);
	assert_int_equal(load_text("A=1\nB=\"open\n"), -EINVAL);
	snprintf(path, sizeof path, "%s:2: ", file);
	assert_non_null(strstr(why, path));
	assert_int_equal(load_text("no line\n"), -EINVAL);
	assert_int_equal(env_add_file(&env, dir, &TEXT(why)), -EINVAL);
	unlink(file);
	assert_int_equal(env_add_file(&env, file, &TEXT(why)), -ENOENT);
	snprintf(path, sizeof path, "-%s", file);
	assert_int_equal(env_add_file(&env, path, &TEXT(why)), 0);
	assert_int_equal(mkfifo(file, 0600), 0); /* opening a FIFO must not block */
	assert_int_equal(env_add_file(&env, file, &TEXT(why)), -EINVAL);
}

/* Lets getdents64(2) fail from now on, as it does for a directory that was removed after it
 * was opened. */
static bool refuse_listing(void)
{
	struct sock_filter code[] = {
		BPF_STMT(BPF_LD | BPF_W | BPF_ABS, offsetof(struct seccomp_data, nr)),
		BPF_JUMP(BPF_JMP | BPF_JEQ | BPF_K, SYS_getdents64, 0, 1),
		BPF_STMT(BPF_RET | BPF_K, SECCOMP_RET_ERRNO | ENOENT),
		BPF_STMT(BPF_RET | BPF_K, SECCOMP_RET_ALLOW),
	};
	struct sock_fprog filter = { ARRAY_LEN(code), code };

	return prctl(PR_SET_NO_NEW_PRIVS, 1, 0, 0, 0) == 0 &&
	       prctl(PR_SET_SECCOMP, SECCOMP_MODE_FILTER, &filter) == 0;
}

static void a_directory_that_cannot_be_listed(void **state)
{
	int status;
	pid_t pid;

	(void)state;
	scratch = (struct conf_scratch){ .base = memory, .size = sizeof memory };
	assert_int_equal(env_init(&env, &scratch), 0);
	pid = fork();
	if (pid == 0) {
		if (!refuse_listing())
			_exit(2);
		why[0] = '\0';
		_exit(env_add_dir(&env, dir, &TEXT(why)) != -ENOENT ||
		      strstr(why, "cannot read env-dir /tmp/") == NULL ||
		      strstr(why, ": No such file") == NULL);
	}
	assert_int_equal(waitpid(pid, &status, 0), pid);
	/* Status 2: this kernel has no filters. */
	if (WIFEXITED(status) && WEXITSTATUS(status) == 2)
		skip();
	assert_int_equal(status, 0);
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
	env_unset(&env, "T", 1); /* removes all variables called T */
	assert_null(get("T"));
	assert_null(env.vars[env.count]);
}

/* init_environment() has already removed the variables that are meant for ctinit itself. */
static void inherited(void **state)
{
	char a[] = "LISTEN_ADDR=:80", b[] = "no variable", c[] = "WATCHDOG_URL=x";
	char *from[] = { a, b, c, NULL };

	(void)state;
	scratch = (struct conf_scratch){ .base = memory, .size = sizeof memory };
	env_init(&env, &scratch);
	assert_int_equal(env_add_all(&env, NULL), 0);
	assert_int_equal(env_add_all(&env, from), 0);
	assert_int_equal(env.count, 2);
	assert_string_equal(get("LISTEN_ADDR"), ":80");
	assert_string_equal(get("WATCHDOG_URL"), "x");
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(env_files),
		cmocka_unit_test(env_texts),
		cmocka_unit_test(a_directory_that_cannot_be_listed),
		cmocka_unit_test(inherited),
	};

	return cmocka_run_group_tests(tests, set_up, tear_down);
}
