/* tests/lib/stage/root.c - creates the namespaces and the root directory of the subject. */
#include "tests/lib/stage/stage.h"

#include <fcntl.h>
#include <sched.h>
#include <stdio.h>
#include <string.h>
#include <sys/mount.h>
#include <sys/syscall.h>
#include <unistd.h>

static void write_file(const char *path, const char *text)
{
	int fd = open(path, O_WRONLY | O_CLOEXEC);

	must(fd, path);
	must(write(fd, text, strlen(text)), path);
	close(fd);
}

void enter(void)
{
	char map[64];
	unsigned uid = geteuid(), gid = getegid();

	must(unshare(CLONE_NEWPID | CLONE_NEWNS | (want.user ? CLONE_NEWUSER : 0)),
	     "unshare");
	if (want.user) {
		write_file("/proc/self/setgroups", "deny");
		snprintf(map, sizeof(map), "0 %u 1", uid);
		write_file("/proc/self/uid_map", map);
		snprintf(map, sizeof(map), "0 %u 1", gid);
		write_file("/proc/self/gid_map", map);
	}
	must(mount(NULL, "/", NULL, MS_REC | MS_PRIVATE, NULL), "private mounts");
}

/* Uses the directory of the case, which is otherwise empty, as the root. */
static void bare_root(void)
{
	must(mount(want.bare, want.bare, NULL, MS_BIND, NULL), "bind the bare root");
	must(chdir(want.bare), "chdir");
	must(syscall(SYS_pivot_root, ".", "."), "pivot_root");
	must(umount2(".", MNT_DETACH), "detach the old root");
}

void mounts(void)
{
	if (want.bare) {
		bare_root();
		return;
	}
	if (want.noproc)
		must(mount("none", "/proc", "tmpfs", MS_RDONLY, NULL), "hide /proc");
	else
		must(mount("proc", "/proc", "proc", 0, NULL), "mount /proc");
	if (want.nodev)
		must(mount("none", "/dev", "tmpfs", MS_RDONLY, NULL), "hide /dev");
	if (want.readonly)
		must(mount(NULL, "/", NULL, MS_REMOUNT | MS_BIND | MS_RDONLY, NULL),
		     "ro root");
}
