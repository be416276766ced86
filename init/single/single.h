/* init/single/single.h - single-command mode: ctinit -- CMD, without libc.
 *
 * The entry point of the program is single_entry (init/single/entry.c). For `ctinit
 * [options] -- CMD`, and if ctinit is called as another init, it never starts libc, but
 * forks, execs and reaps with raw system calls. For a verb it jumps to _start of libc
 * with the initial stack unchanged.
 *
 * Layer:   init/single, conf/base. No libc header, no libc call, no thread-local errno.
 * Source:  execve(2), the System V ABI supplements of x86-64 and AArch64 (process
 *          entry). */
#ifndef INIT_SINGLE_SINGLE_H
#define INIT_SINGLE_SINGLE_H

/* Runs the command and returns the exit code; returns -1 if libc has to be started.
 * `stack` is the initial stack: argc, argv, NULL, environment, NULL, auxv. */
int single_main(long *stack);

#endif
