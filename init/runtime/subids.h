/* init/runtime/subids.h - reads /etc/subuid, /etc/subgid and /etc/passwd strictly.
 *
 * The files must be regular and at most 1 MiB. Lines with invalid fields or ids are
 * skipped.
 * Source: subuid(5), passwd(5).
 *
 * Private to init/runtime. */
#ifndef INIT_RUNTIME_SUBIDS_H
#define INIT_RUNTIME_SUBIDS_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

struct subid_range {
	uint32_t start, count;
};

/* Store the ranges of the user `name` or `id` in ret[], in the order of the text or file.
 * `name` may be NULL. Return the number of ranges, at most `max`; 0 if the file cannot be
 * read. */
size_t subids_parse(const char *text, const char *name, uint32_t id,
		    struct subid_range *ret, size_t max);
size_t subids_read(const char *path, const char *name, uint32_t id, struct subid_range *ret,
		   size_t max);

/* Store the first name of `uid` in a passwd(5) text or file in ret[]. Return false if no
 * name fits into ret[size], or if the file cannot be read. */
bool passwd_name(const char *text, uint32_t uid, char *ret, size_t size);
bool passwd_read_name(const char *path, uint32_t uid, char *ret, size_t size);

#endif
