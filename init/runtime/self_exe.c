/* init/runtime/self_exe.c - keeps the container from writing to our own program file.
 *
 * We try a detached read-only mount, then a sealed memfd, then a private read-only tmpfs.
 * The last one is for vm.memfd_noexec = 2, which forbids executing a memfd. */
#include "init/runtime/self_exe.h"

#include "init/sys/mount_fd.h"

#include <errno.h>
#include <fcntl.h>
#include <stdio.h>
#include <sys/mman.h>
#include <sys/mount.h>
#include <sys/sendfile.h>
#include <sys/stat.h>
#include <unistd.h>

#ifndef MFD_EXEC /* since Linux 6.3, include/uapi/linux/memfd.h */
#define MFD_EXEC 0x10U
#endif
#define SEALS     (F_SEAL_SEAL | F_SEAL_SHRINK | F_SEAL_GROW | F_SEAL_WRITE)
#define READ_ONLY (MOUNT_ATTR_RDONLY | MOUNT_ATTR_NOSUID | MOUNT_ATTR_NODEV)

int self_exe_open(char *ret_path, unsigned long size)
{
	ssize_t n = readlink("/proc/self/exe", ret_path, size - 1);

	ret_path[n > 0 ? n : 0] = '\0';
	return open("/proc/self/exe", O_PATH | O_CLOEXEC);
}

static int reopen_fd(int fd, int flags)
{
	char path[40];

	snprintf(path, sizeof path, "/proc/self/fd/%d", fd);
	int copy = open(path, flags | O_CLOEXEC);
	return copy < 0 ? -errno : copy;
}

static int protect_by_mount(int self, const char *path, struct protected_exe *ret)
{
	int fd = reopen_same_file(path, self);

	if (fd < 0)
		return fd;
	int tree = mount_clone(fd, READ_ONLY, -1);
	if (tree < 0) {
		close(fd);
		return tree;
	}
	*ret = (struct protected_exe){ .program = tree, .place = fd };
	return 0;
}

static int copy_program(int from, int to)
{
	struct stat st;
	off_t offset = 0;

	if (fstat(from, &st) < 0)
		return -errno;
	while (offset < st.st_size) {
		ssize_t n = sendfile(to, from, &offset, (size_t)(st.st_size - offset));

		if (n <= 0)
			return n < 0 ? -errno : -EIO;
	}
	return fchmod(to, 0555) < 0 ? -errno : 0;
}

static int protect_by_memfd(int source)
{
	unsigned flags = MFD_CLOEXEC | MFD_ALLOW_SEALING;
	int fd = memfd_create("ctinit", flags | MFD_EXEC);

	if (fd < 0 && errno == EINVAL)
		fd = memfd_create("ctinit", flags);
	if (fd < 0)
		return -errno;
	int err = copy_program(source, fd);
	if (!err && fcntl(fd, F_ADD_SEALS, SEALS) < 0)
		err = -errno;
	if (err)
		close(fd);
	return err ? err : fd;
}

static int protect_by_tmpfs(int source)
{
	struct mount_attr attr = { .attr_set = READ_ONLY };
	static const struct file_system tmpfs = { "tmpfs", NULL,
						  MOUNT_ATTR_NOSUID | MOUNT_ATTR_NODEV };
	int mount = mount_create(&tmpfs);

	if (mount < 0)
		return mount;
	int fd = openat(mount, "ctinit", O_WRONLY | O_CREAT | O_EXCL | O_CLOEXEC, 0500);
	int err = fd < 0 ? -errno : copy_program(source, fd);
	if (fd >= 0)
		close(fd);
	if (!err && mount_setattr(mount, "", AT_EMPTY_PATH, &attr, sizeof attr) < 0)
		err = -errno;
	fd = err ? err : openat(mount, "ctinit", O_PATH | O_CLOEXEC);
	close(mount);
	return fd;
}

int self_exe_protect(int self, const char *path, struct protected_exe *ret)
{
	*ret = (struct protected_exe){ .program = -1, .place = -1 };
	if (protect_by_mount(self, path, ret) == 0)
		return 0;
	int source = reopen_fd(self, O_RDONLY);
	if (source < 0)
		source = open("/proc/self/exe", O_RDONLY | O_CLOEXEC);
	if (source < 0)
		return -errno;
	ret->program = protect_by_memfd(source);
	if (ret->program < 0)
		ret->program = protect_by_tmpfs(source);
	close(source);
	return ret->program < 0 ? ret->program : 0;
}

int self_exe_release(struct protected_exe *exe, bool old_root)
{
	int tree = exe->program, err = 0;

	if (exe->place < 0)
		return 0;
	if (!old_root || mount_attach(tree, exe->place) < 0) {
		exe->program = reopen_fd(tree, O_PATH);
		err = exe->program < 0 ? exe->program : 0;
		close(tree); /* detaches the mount */
	}
	close(exe->place);
	exe->place = -1;
	return err;
}
