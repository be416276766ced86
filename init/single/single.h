/* init/single/single.h - runs one command without libc (`ctinit -- CMD`).
 *
 * The entry point of the program is single_entry (init/single/entry.c). For `ctinit
 * [options] -- CMD`, `ctinit -P` and emulated inits, libc never starts: raw system calls
 * start and reap processes. For a verb, help or version, single_entry jumps to _start of
 * libc with the initial stack unchanged.
 *
 * Private to init/single. Code here uses no libc call and no thread-local errno.
 * Source:  execve(2), the System V ABI supplements of x86-64 and AArch64 (process entry). */
#ifndef INIT_SINGLE_SINGLE_H
#define INIT_SINGLE_SINGLE_H

/* Runs the command, or reports why not, and returns our exit code. Returns -1 if libc must
 * be started. `stack` is the initial stack: argc, argv, NULL, environment, NULL, auxv. */
int single_main(long *stack);

#endif
