/* supervisor/proc/interpreter.h - the interpreter that a program names and that is missing.
 *
 * Layer:   supervisor/proc, in a child that may run in PID 1's memory: raw calls only. It
 *          opens the program, whose file system may hang: never to be called by PID 1.
 * Source:  elf(5), execve(2) "Interpreter scripts". */
#ifndef SUPERVISOR_PROC_INTERPRETER_H
#define SUPERVISOR_PROC_INTERPRETER_H

#include <stdbool.h>
#include <stddef.h>

enum interpreter {
	INTERPRETER_FINE, /* there is one, or none is wanted, or it is not to be known */
	INTERPRETER_MISSING,
	INTERPRETER_CR, /* its name ends with a carriage return, which is left out */
};

/* After an ENOEXEC of execve(2): is it no text, which a shell could run, but a program of
 * another machine? A NUL byte near its beginning says so, as bash(1) looks for one. */
bool interpreter_is_binary(const char *file);

/* After an ENOENT of execve(2): what the file asks for is in buf[size]. */
enum interpreter interpreter_look(const char *file, char *buf, size_t size);

#endif
