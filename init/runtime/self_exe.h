/* init/runtime/self_exe.h - our own program file, in a form that the container cannot write.
 *
 * Root inside can open /proc/1/exe, which must not lead to a file that it can write
 * (CVE-2019-5736). */
#ifndef INIT_RUNTIME_SELF_EXE_H
#define INIT_RUNTIME_SELF_EXE_H

/* On the host, before the clone: opens our own program (O_PATH) and gives its path.
 * Returns -1 without /proc. */
int self_exe_open(char *ret_path, unsigned long size);

/* In the child: returns a descriptor to execute, or a negative errno. */
int self_exe_protect(int self, const char *path);

#endif
