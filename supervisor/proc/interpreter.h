/* supervisor/proc/interpreter.h - finds the missing interpreter of a program.
 *
 * Call it in a child, never in PID 1: the file system of the program may hang. It makes
 * only raw system calls, because the child may run in PID 1's memory.
 *
 * Layer:   supervisor/proc.
 * Source:  elf(5), execve(2) "Interpreter scripts". */
#ifndef SUPERVISOR_PROC_INTERPRETER_H
#define SUPERVISOR_PROC_INTERPRETER_H

#include <stdbool.h>
#include <stddef.h>

enum interpreter {
	INTERPRETER_FINE, /* the interpreter exists, or the program names none */
	INTERPRETER_MISSING,
	INTERPRETER_CR, /* the name ends with a carriage return, which is cut off in buf */
};

/* Call after execve(2) failed with ENOEXEC. Returns true if the file has a NUL byte near
 * its beginning: it is then a program for another machine, not a shell script. bash(1)
 * makes the same check. */
bool interpreter_is_binary(const char *file);

/* Call after execve(2) failed with ENOENT. Writes the interpreter that the file names to
 * `buf`. For INTERPRETER_FINE, also if the file itself cannot be read, the content of `buf`
 * is undefined. */
enum interpreter interpreter_look(const char *file, char *buf, size_t size);

#endif
