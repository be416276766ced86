/* supervisor/proc/interpreter.h - finds the interpreter that a program names and that is
 * missing.
 *
 * Layer:   supervisor/proc, in a child that may run in PID 1's memory: raw calls only. PID
 *          1 must not call it, because the file system of the program may hang.
 * Source:  elf(5), execve(2) "Interpreter scripts". */
#ifndef SUPERVISOR_PROC_INTERPRETER_H
#define SUPERVISOR_PROC_INTERPRETER_H

#include <stdbool.h>
#include <stddef.h>

enum interpreter {
	INTERPRETER_FINE, /* it is there, or the program names none, or we cannot know */
	INTERPRETER_MISSING,
	INTERPRETER_CR, /* its name ends with a carriage return, which is not written */
};

/* Call it after ENOEXEC of execve(2). Returns true if the file is a program for another
 * machine and not a text that a shell could run: it has a NUL byte near its beginning,
 * which bash(1) checks too. */
bool interpreter_is_binary(const char *file);

/* Call it after ENOENT of execve(2). Writes the interpreter that the file names. */
enum interpreter interpreter_look(const char *file, char *buf, size_t size);

#endif
