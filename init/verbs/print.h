/* init/verbs/print.h - prints one escaped line for a person. */
#ifndef INIT_VERBS_PRINT_H
#define INIT_VERBS_PRINT_H

#include <stdarg.h>
#include <stdio.h>

/* Prints one line and its newline. Control characters, which names of files and words of the
 * command line may hold, are escaped; what is longer than 8 KiB is cut. */
void print_line(FILE *out, const char *format, ...) __attribute__((format(printf, 2, 3)));
/* The same with the arguments in a list; `front` is put before them. */
void print_line_args(FILE *out, const char *front, const char *format, va_list args)
	__attribute__((format(printf, 3, 0)));

#endif
