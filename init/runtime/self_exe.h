/* init/runtime/self_exe.h - keeps the container from writing to our own program file.
 *
 * Root inside can open /proc/1/exe. That must not be a file that it can write
 * (CVE-2019-5736).
 *
 * Private to init/runtime. */
#ifndef INIT_RUNTIME_SELF_EXE_H
#define INIT_RUNTIME_SELF_EXE_H

/* Opens our program file (O_PATH) and stores its path, or "" if it is unknown, in
 * ret_path[size]. Called on the host, before the clone. Returns the descriptor, or -1 on
 * failure, for example without /proc. */
int self_exe_open(char *ret_path, unsigned long size);

/* Makes a copy or a mount of the program that the container cannot write. Called in the
 * child. Returns a descriptor to execute, or a negative errno. */
int self_exe_protect(int self, const char *path);

#endif
