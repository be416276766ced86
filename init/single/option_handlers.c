/* init/single/option_handlers.c - what each option and variable does to a struct single. Pure. */
#include "init/single/option_handlers.h"

#include "conf/base/number.h"
#include "init/single/strings.h"

bool take_group(struct single *single, const char *value)
{
	(void)value;
	single->to_group = true;
	return true;
}

bool take_subreaper(struct single *single, const char *value)
{
	(void)value;
	single->subreaper = true;
	return true;
}

bool take_parent_death(struct single *single, const char *value)
{
	single->parent_death = signal_parse(value);
	return single->parent_death > 0;
}

bool take_reaped(struct single *single, const char *value)
{
	(void)value;
	single->tell_reaped = true;
	return true;
}

bool take_verbose(struct single *single, const char *value)
{
	(void)value;
	single->verbosity++;
	return true;
}

bool take_same_group(struct single *single, const char *value)
{
	(void)value;
	single->place = PLACE_SAME;
	return true;
}

bool take_session(struct single *single, const char *value)
{
	(void)value;
	single->place = PLACE_SESSION;
	return true;
}

bool take_wait(struct single *single, const char *value)
{
	single->wait_all = text_equal(value, "all");
	return single->wait_all;
}

bool take_pause(struct single *single, const char *value)
{
	(void)value;
	single->pause = true;
	return true;
}

bool take_exit_code(struct single *single, const char *value)
{
	int64_t code;

	if (!number_parse(value, &code) || code < 0 || code > 255)
		return false;
	single->exit_as[code] = 0;
	return true;
}

/* As scanf(3)'s %d, up to three digits; what follows it, NULL when there is no number. */
static const char *scan(const char *text, int *ret)
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

bool take_rewrite(struct single *single, const char *value)
{
	int from, to;
	const char *rest = scan(value, &from);

	if (!rest || *rest != ':' || !scan(rest + 1, &to))
		return false;
	if (from < 1 || from > 31 || to < 0 || to > 31)
		return false;
	single->forward_as[from] = (uint8_t)to;
	single->rewritten |= (uint64_t)1 << from;
	return true;
}

bool take_level(struct single *single, const char *value)
{
	int level;

	single->verbosity = scan(value, &level) ? level : 0;
	return true;
}

bool take_debug_word(struct single *single, const char *value)
{
	if (text_equal(value, "1"))
		single->verbosity = 2;
	return true;
}

bool take_session_word(struct single *single, const char *value)
{
	if (text_equal(value, "0"))
		single->place = PLACE_SAME;
	return true;
}
