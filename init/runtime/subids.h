/* init/runtime/subids.h - reads /etc/subuid, /etc/subgid and /etc/passwd strictly.
 *
 * The file is read whole, bounded, a regular file only. A line that is not NAME:START:COUNT
 * with ids in range is skipped, never half understood. Source: subuid(5), passwd(5). */
#ifndef INIT_RUNTIME_SUBIDS_H
#define INIT_RUNTIME_SUBIDS_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

struct subid_range {
	uint32_t start, count;
};

/* The ranges of `name` (NULL: none) or of the number `id`, in file order, at most `max`. */
size_t subids_parse(const char *text, const char *name, uint32_t id,
		    struct subid_range *ret, size_t max);
size_t subids_read(const char *path, const char *name, uint32_t id, struct subid_range *ret,
		   size_t max);

/* The first name that passwd(5) text gives `uid`. false: none. */
bool passwd_name(const char *text, uint32_t uid, char *ret, size_t size);
bool passwd_read_name(const char *path, uint32_t uid, char *ret, size_t size);

#endif
