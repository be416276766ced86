/* init/single/command_options.c - parses rules for signals and exit codes. */
#include "init/single/command_options.h"

#include "conf/base/exits.h"
#include "conf/base/number.h"
#include "init/single/compat.h"

void command_defaults(struct command_options *options)
{
	options->profile = &compat_native;
	options->command = NULL;
	options->process_group = GROUP_NEW;
	options->to_group = options->subreaper = options->warn_reaped = false;
	options->wait_all = options->pause = false;
	options->rewrites = 0;
	options->parent_death = options->verbosity = 0;
	for (int i = 0; i < CTINIT_SIGNAL_COUNT; i++)
		options->forward_as[i] = signal_is_libc(i) ? 0 : (uint8_t)i;
	for (int i = 0; i < 256; i++)
		options->exit_as[i] = (uint8_t)i;
}

/* Copies the text up to `end` into part[]. Returns the rest, or NULL if the part is too
 * long. */
static const char *copy_part(const char *text, char end, char part[16])
{
	size_t length = 0;

	while (*text && *text != end) {
		if (length == 15)
			return NULL;
		part[length++] = *text++;
	}
	part[length] = 0;
	return text;
}

bool command_rewrite(struct command_options *options, const char *text)
{
	char part[16];
	const char *rest = copy_part(text, ':', part);
	int from, to;

	if (!rest || *rest != ':')
		return false;
	from = signal_parse(part);
	to = rest[1] == '0' && !rest[2] ? 0 : signal_parse(rest + 1);
	if (from < 1 || to < 0)
		return false;
	options->forward_as[from] = (uint8_t)to;
	return true;
}

static bool parse_code(const char *text, int *ret)
{
	int64_t code;

	if (!number_parse(text, &code) || code > 255)
		return false;
	*ret = (int)code;
	return true;
}

/* Parses "3", "3-9" or "TERM" into the first and the last exit code. */
static bool parse_codes(const char *text, int *ret_first, int *ret_last)
{
	char part[16];
	const char *rest;

	if (*text < '0' || *text > '9') {
		int number = signal_parse(text);

		*ret_first = *ret_last = CTINIT_EXIT_SIGNAL + number;
		return number > 0;
	}
	rest = copy_part(text, '-', part);
	if (!rest || !parse_code(part, ret_first))
		return false;
	*ret_last = *ret_first;
	return !*rest || (parse_code(rest + 1, ret_last) && *ret_first <= *ret_last);
}

bool command_exit_map(struct command_options *options, const char *text)
{
	char part[16];
	const char *rest = copy_part(text, ':', part);
	int first, last, to = 0;

	if (!rest || !parse_codes(part, &first, &last))
		return false;
	if (*rest && !parse_code(rest + 1, &to))
		return false;
	for (int code = first; code <= last; code++)
		options->exit_as[code] = (uint8_t)to;
	return true;
}
