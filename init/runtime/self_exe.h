/* init/runtime/self_exe.h - keeps the container from writing to our own program file.
 *
 * Root inside can open /proc/1/exe. That must not be a file that it can write
 * (CVE-2019-5736).
 *
 * Private to init/runtime. */
#ifndef INIT_RUNTIME_SELF_EXE_H
#define INIT_RUNTIME_SELF_EXE_H

#include <stdbool.h>

/* Opens our program file (O_PATH) and stores its path, or "" if it is unknown, in
 * ret_path[size]. Called on the host, before the clone. Returns the descriptor, or -1 on
 * failure, for example without /proc. */
int self_exe_open(char *ret_path, unsigned long size);

struct protected_exe {
	int program; /* descriptor to execute (O_PATH) */
	int place;   /* the file to mount it on while it is a detached mount; or -1 */
};

/* Makes a copy or a mount of the program that the container cannot write. Called in the
 * child. Sets *ret, which has no mount if the program was copied. Returns 0 or a negative
 * errno. */
int self_exe_protect(int self, const char *path, struct protected_exe *ret);

/* Lets go of the mount, so that nothing can change its attributes; exe->program stays open,
 * or is opened again. With `old_root`, mounts it over our program file, so the init detaches
 * it together with the old root. This saves time: the kernel makes each detach wait until
 * all CPUs have noticed it. Does nothing if the program was copied. Call it after the
 * container's root and volumes were cloned: the clones must not include that mount. Returns
 * 0 or a negative errno. */
int self_exe_release(struct protected_exe *exe, bool old_root);

#endif
