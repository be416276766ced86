/* init/single/single.h - single-command mode: ctinit -- CMD, without libc.
 *
 * The program's entry point is early_entry (init/single/entry.c): it looks at argv; for
 * `ctinit [options] -- CMD` and for the personalities it never starts libc at all but
 * forks, execs and reaps with raw system calls. For everything else (a verb) it jumps
 * to libc's own _start with the stack as the kernel gave it.
 *
 * Layer:   init/single, conf/base. No libc header, no libc call, no thread-local errno.
 * Source:  execve(2), the System V ABI supplements of x86-64 and AArch64 (process entry). */
#ifndef INIT_SINGLE_SINGLE_H
#define INIT_SINGLE_SINGLE_H

/* The exit code when the single command ran; -1: not for us, go on to libc. `stack` is
 * the initial stack: argc, argv, NULL, environment, NULL, auxv. */
int single_main(long *stack);

#endif
