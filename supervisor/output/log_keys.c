/* supervisor/output/log_keys.c - reads the log keys: is there a log, how many slots, what
 * ring. */
#include "supervisor/logger/shared/log_memory.h"
#include "supervisor/logger/shared/protocol.h"
#include "supervisor/output/log_stream.h"

#define RING_SIZE_MAX (1u << 20) /* the maximum for `log-ring = ${SIZE}` */

enum conf_stdio_kind log_stream_default_kind(const struct conf_section *section)
{
	if (conf_bool(section, CONF_SERVICE_TERMINAL) ||
	    conf_number(section, CONF_SERVICE_STDIN) == STDIO_INHERIT)
		return STDIO_INHERIT;
	return STDIO_LOG;
}

bool log_stream_may_inherit(const struct conf_section *section)
{
	static const enum conf_key keys[] = { CONF_SERVICE_STDOUT, CONF_SERVICE_STDERR };

	if (log_stream_default_kind(section) == STDIO_INHERIT)
		return true;
	for (size_t i = 0; i < ARRAY_LEN(keys); i++) {
		int64_t kind = conf_number(section, keys[i]);

		/* A file may be /dev/stdout. */
		if (kind == STDIO_INHERIT || kind == STDIO_FILE ||
		    conf_is_dynamic(section, keys[i]))
			return true;
	}
	return false;
}

bool log_stream_is_wanted(const struct conf_section *section)
{
	static const enum conf_key keys[] = { CONF_SERVICE_STDOUT, CONF_SERVICE_STDERR };

	for (size_t i = 0; i < ARRAY_LEN(keys); i++) {
		int64_t kind = conf_number(section, keys[i]);

		if (!conf_is_set(section, keys[i]))
			kind = log_stream_default_kind(section);
		if (kind == STDIO_LOG || conf_is_dynamic(section, keys[i]))
			return true;
	}
	return false;
}

/* If log-follow has variables, reserves the maximum, because the number of files is known
 * only at a start. */
uint32_t log_stream_slot_count(const struct conf_section *section)
{
	size_t files = 0;

	if (conf_is_dynamic(section, CONF_SERVICE_LOG_FOLLOW))
		files = TAILS_MAX;
	else if (conf_is_set(section, CONF_SERVICE_LOG_FOLLOW))
		conf_words(section, CONF_SERVICE_LOG_FOLLOW, &files);
	return 2 + (uint32_t)(files < TAILS_MAX ? files : TAILS_MAX);
}

uint32_t log_stream_ring_size(const struct conf_section *section)
{
	uint64_t size = (uint64_t)conf_number(section, CONF_SERVICE_LOG_RING);
	const uint32_t page_size = log_memory_page_size();

	if (conf_is_dynamic(section, CONF_SERVICE_LOG_RING))
		size = RING_SIZE_MAX;
	return (uint32_t)((size + page_size - 1) / page_size * page_size);
}
