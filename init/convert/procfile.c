/* init/convert/procfile.c - converts a Procfile. */
#include "init/convert/procfile.h"

#include "init/convert/command.h"

#include <string.h>

/* Returns the length of the name before the colon, or 0 if the line is no process. */
static size_t name_length(const char *line)
{
	size_t len = strspn(line, "abcdefghijklmnopqrstuvwxyzABCDEFGHIJKLMNOPQRSTUVWXYZ"
				  "0123456789_-");

	return line[len] == ':' ? len : 0;
}

bool procfile_fits(const char *text)
{
	bool any = false;

	while (*text != '\0') {
		size_t len = strcspn(text, "\n"), name = name_length(text);
		size_t blanks = strspn(text, " \t");

		if (name > 0 && name + 1 < len)
			any = true;
		else if (blanks != len && text[blanks] != '#')
			return false;
		text += len + (text[len] == '\n');
	}
	return any;
}

static void convert_process(struct draft *draft, const char *name, const char *command,
			    const char *where)
{
	bool release = strcmp(name, "release") == 0;
	struct draft_section *section;

	if (release) {
		section = draft_section(draft, CONF_SETUP, "release");
		section->origin = where;
		draft_info(draft, where,
			   "as on Heroku it runs before the others, as a setup; make it a "
			   "service if it shall not");
	} else {
		section = draft_service(draft, name, where);
		draft_set(section, CONF_SERVICE_MAIN, "yes");
	}
	command_of_shell(section, command);
	if (strstr(command, "$PORT") || strstr(command, "${PORT")) {
		draft_set(section, CONF_SERVICE_ENVIRONMENT, "PORT=${PORT:-5000}");
		draft_info(draft, where,
			   "PORT is 5000 unless it is set; foreman adds 100 for each "
			   "further "
			   "process: set environment = PORT=N where that matters");
	}
}

bool procfile_convert(struct draft *draft, const struct place *place, const char *text,
		      const char **ret_why)
{
	const char *folder = path_folder(place->operand);
	int line = 1;

	for (; *text != '\0'; line++) {
		size_t len = strcspn(text, "\n"), name = name_length(text);
		char *whole = pool_copy(text, len);
		const char *where = pool_format("Procfile:%d", line);

		if (name > 0)
			convert_process(draft, pool_copy(text, name),
					pool_trim(whole + name + 1), where);
		else if (pool_trim(whole)[0] != '\0' && pool_trim(whole)[0] != '#')
			draft_lost(draft, where, "\"%.80s\" is not NAME: COMMAND", whole);
		text += len + (text[len] == '\n');
	}
	if (source_is_file(pool_format("%s/.env", folder)))
		draft_info(draft, ".env",
			   "foreman reads it: write env-file = /PATH/.env into [defaults], "
			   "or "
			   "give the variables to the container");
	*ret_why = "it has no process";
	return draft->section_count > 0;
}
