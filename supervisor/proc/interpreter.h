/* supervisor/proc/interpreter.h - finds the missing interpreter of a program.
 *
 * Layer:   supervisor/proc, in a child that may run in PID 1's memory: raw calls only. PID
 *          1 must not call it, because the file system of the program may hang.
 * Source:  elf(5), execve(2) "Interpreter scripts". */
#ifndef SUPERVISOR_PROC_INTERPRETER_H
#define SUPERVISOR_PROC_INTERPRETER_H

#include <stdbool.h>
#include <stddef.h>

enum interpreter {
	INTERPRETER_FINE, /* it exists, or the program names none or cannot be read */
	INTERPRETER_MISSING,
	INTERPRETER_CR, /* its name ends with a carriage return, which is cut off in buf */
};

/* Call it after ENOEXEC of execve(2). Returns true if the file has a NUL byte near its
 * beginning: then it is a program for another machine, not a script for a shell. bash(1)
 * makes the same check. */
bool interpreter_is_binary(const char *file);

/* Call it after ENOENT of execve(2). Writes the interpreter that the file names to buf,
 * unless it returns INTERPRETER_FINE: then the content of buf is undefined. */
enum interpreter interpreter_look(const char *file, char *buf, size_t size);

#endif
