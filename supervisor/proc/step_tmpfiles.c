/* supervisor/proc/step_tmpfiles.c - handles `dirs` and `remove` in a child. */
#include "supervisor/proc/steps.h"

#include "supervisor/proc/tmpfiles.h"

#include <string.h>

/* Only a forked child writes here, in its own memory. */
static char tmpfile_path[SPAWN_PATH_SIZE];

struct step_result step_dirs(const struct spawn_plan *p)
{
	return step_result(p->tmpfiles != NULL ? tmpfiles_make(p->tmpfiles, tmpfile_path,
							       sizeof tmpfile_path)
					       : 0);
}

struct step_result step_remove(const struct spawn_plan *p)
{
	return step_result(p->tmpfiles != NULL ? tmpfiles_remove(p->tmpfiles, tmpfile_path,
								 sizeof tmpfile_path)
					       : 0);
}

void step_tmpfiles_path(char ret[SPAWN_PATH_SIZE])
{
	memcpy(ret, tmpfile_path, SPAWN_PATH_SIZE);
}
