/* tests/unit/supervisor/write_file.h - writes the files that a test reads or runs.
 *
 * Layer: the tests of supervisor/. Include it after <cmocka.h>. */
#ifndef TESTS_UNIT_SUPERVISOR_WRITE_FILE_H
#define TESTS_UNIT_SUPERVISOR_WRITE_FILE_H

#include <fcntl.h>
#include <stdio.h>
#include <sys/stat.h>
#include <unistd.h>

/* Creates the file, or replaces its content. */
static inline void write_file(const char *path, const char *text)
{
	FILE *file = fopen(path, "we");

	assert_non_null(file);
	fputs(text, file);
	fclose(file);
}

/* Creates a file with these bytes that all users may execute, or replaces its content. */
static inline void write_program(const char *path, const void *bytes, size_t size)
{
	int fd = creat(path, 0755);

	assert_true(write(fd, bytes, size) == (ssize_t)size);
	assert_int_equal(fchmod(fd, 0755), 0);
	close(fd);
}

#endif
