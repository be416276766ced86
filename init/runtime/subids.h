/* init/runtime/subids.h - reads /etc/subuid, /etc/subgid and /etc/passwd strictly.
 *
 * The files must be regular ones of limited size. A line that is not NAME:START:COUNT
 * with ids in range is skipped. Source: subuid(5), passwd(5). */
#ifndef INIT_RUNTIME_SUBIDS_H
#define INIT_RUNTIME_SUBIDS_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

struct subid_range {
	uint32_t start, count;
};

/* Return the ranges of `name` (NULL: none) or of the number `id`, in the order of the
 * file, at most `max`. */
size_t subids_parse(const char *text, const char *name, uint32_t id,
		    struct subid_range *ret, size_t max);
size_t subids_read(const char *path, const char *name, uint32_t id, struct subid_range *ret,
		   size_t max);

/* Give the first name of `uid` in a passwd(5) text or file. They return false for an
 * unknown uid. */
bool passwd_name(const char *text, uint32_t uid, char *ret, size_t size);
bool passwd_read_name(const char *path, uint32_t uid, char *ret, size_t size);

#endif
