/* init/convert/service_folder.h - converts one service directory of s6 or runit.
 *
 * Layer: init/convert, above script. */
#ifndef INIT_CONVERT_SERVICE_FOLDER_H
#define INIT_CONVERT_SERVICE_FOLDER_H

#include "init/convert/draft.h"
#include "init/convert/input_file.h"

struct service_folder {
	struct draft *draft;
	const struct place *place;
	const char *path; /* on this machine */
	const char *name; /* of the service */
	bool runit;       /* the rules of runit, not of s6 */
};

/* Converts the directory, which has a file `run`. Returns the service, or NULL after
 * reporting why there is none. */
struct draft_section *service_folder_convert(const struct service_folder *folder);

/* Sets the command of a script that stays a script: its place in the image. */
void keep_script(const struct service_folder *folder, struct draft_section *section,
		 const char *script, const char *text);

/* Converts the logger of a service, whose script is `text`: s6-log, logutil-service and
 * svlogd become log keys. Returns false if it is another program. service_logger.c has
 * it. */
bool service_logger_convert(const struct service_folder *folder,
			    struct draft_section *service, const char *text);

/* Keys that services of s6 and runit share. */
void service_folders_finish(struct draft *draft);

#endif
