/* supervisor/env/progress.c - records the file that the environment helper reads. */
#include "supervisor/env/progress.h"

#include "conf/base/escape.h"

#include <stdio.h>
#include <unistd.h>

static int note_fd = -1; /* set in the helper, -1 in PID 1 */

void progress_begin(int fd)
{
	note_fd = fd;
}

bool progress_is_reader(void)
{
	return note_fd >= 0;
}

void progress_note(const char *what, const char *path)
{
	char text[PROGRESS_SIZE];

	if (note_fd < 0)
		return;
	path += *path == '-';
	snprintf(text, sizeof text, "%s%s%.100s", what, *path != '\0' ? " " : "", path);
	escape_controls(text);
	if (pwrite(note_fd, text, sizeof text, 0) < 0)
		return; /* an error changes only messages */
}

void progress_read(int fd, char text[PROGRESS_SIZE])
{
	if (fd < 0 || pread(fd, text, PROGRESS_SIZE, 0) != PROGRESS_SIZE)
		text[0] = '\0';
	text[PROGRESS_SIZE - 1] = '\0';
}
