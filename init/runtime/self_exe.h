/* init/runtime/self_exe.h - our own program file, in a form that the container cannot write.
 *
 * /proc/1/exe must not lead to a file that root inside can write (CVE-2019-5736). */
#ifndef INIT_RUNTIME_SELF_EXE_H
#define INIT_RUNTIME_SELF_EXE_H

/* On the host, before the namespaces are new: what we are. -1 without /proc. */
int self_exe_open(char *ret_path, unsigned long size);

/* In the child: a descriptor to exec, or a negative errno. */
int self_exe_protect(int self, const char *path);

#endif
