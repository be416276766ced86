/* init/single/option_handlers.c - stores one option and its value. */
#include "init/single/option_handlers.h"

#include "conf/base/number.h"
#include "init/single/strings.h"

bool option_set_group(struct command_options *options, const char *value)
{
	(void)value;
	options->to_group = true;
	return true;
}

bool option_set_subreaper(struct command_options *options, const char *value)
{
	(void)value;
	options->subreaper = true;
	return true;
}

bool option_set_parent_death(struct command_options *options, const char *value)
{
	options->parent_death = signal_parse(value);
	return options->parent_death > 0;
}

bool option_set_warn_reaped(struct command_options *options, const char *value)
{
	(void)value;
	options->warn_reaped = true;
	return true;
}

bool option_set_verbose(struct command_options *options, const char *value)
{
	(void)value;
	options->verbosity++;
	return true;
}

bool option_set_same_group(struct command_options *options, const char *value)
{
	(void)value;
	options->process_group = GROUP_SAME;
	return true;
}

bool option_set_session(struct command_options *options, const char *value)
{
	(void)value;
	options->process_group = GROUP_SESSION;
	return true;
}

bool option_set_wait(struct command_options *options, const char *value)
{
	options->wait_all = string_equal(value, "all");
	return options->wait_all;
}

bool option_set_pause(struct command_options *options, const char *value)
{
	(void)value;
	options->pause = true;
	return true;
}

bool option_set_exit_code(struct command_options *options, const char *value)
{
	int64_t code;

	if (!number_parse(value, &code) || code < 0 || code > 255)
		return false;
	options->exit_as[code] = 0;
	return true;
}

/* Reads a number like %d of scanf(3); all values above 999 become 999. Returns the rest of
 * the text, or NULL if there is no number. */
static const char *scan_number(const char *text, int *ret)
{
	int sign = 1, number = 0;
	const char *digits;

	while (*text == ' ' || (*text >= '\t' && *text <= '\r'))
		text++;
	if (*text == '+' || *text == '-')
		sign = *text++ == '-' ? -1 : 1;
	for (digits = text; *text >= '0' && *text <= '9'; text++)
		number = number > 99 ? 999 : number * 10 + *text - '0';
	*ret = sign * number;
	return text == digits ? NULL : text;
}

bool option_set_rewrite(struct command_options *options, const char *value)
{
	int from, to;
	const char *rest = scan_number(value, &from);

	if (!rest || *rest != ':' || !scan_number(rest + 1, &to))
		return false;
	if (from < 1 || from > 31 || to < 0 || to > 31)
		return false;
	options->forward_as[from] = (uint8_t)to;
	options->rewrites |= (uint64_t)1 << from;
	return true;
}

bool option_set_verbosity(struct command_options *options, const char *value)
{
	int level;

	options->verbosity = scan_number(value, &level) ? level : 0;
	return true;
}

bool option_set_debug_if_1(struct command_options *options, const char *value)
{
	if (string_equal(value, "1"))
		options->verbosity = 2;
	return true;
}

bool option_set_same_group_if_0(struct command_options *options, const char *value)
{
	if (string_equal(value, "0"))
		options->process_group = GROUP_SAME;
	return true;
}
