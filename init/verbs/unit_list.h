/* init/verbs/unit_list.h - collects the lines of a reply about units.
 *
 * Private to init/verbs.
 * Errors: if there is no memory, the process exits with CTINIT_EXIT_FAILED.
 * Memory: unit_list_done() frees the list. */
#ifndef INIT_VERBS_UNIT_LIST_H
#define INIT_VERBS_UNIT_LIST_H

#include "conf/base/base.h"
#include "conf/base/json_reader.h"

struct unit_info {
	struct json_object fields; /* of its `unit` line */
	char *memory;              /* of the texts of `fields` */
	const char *name;
	int64_t memory_bytes, cpu_usec, processes; /* of its `usage` line; -1: unknown */
	int64_t cpu_tenths; /* for `top`: its share of one processor in 1/10 %; -1: unknown */
};

/* One `edge` line: unit `from` needs, wants or follows unit `to`. */
struct unit_edge {
	size_t from, to;
	char kind; /* its first letter: n, w or o */
};

#define NO_UNIT ((size_t)-1)

struct unit_list {
	struct unit_info container; /* `fields` of the `container` line; no name */
	struct unit_info *units;
	size_t count;
	struct unit_edge *edges;
	size_t edge_count;
	char zombies[256]; /* "2 zombies, of web, db"; "" if there is none */
};

/* For client_request.on_line; `list` is a struct unit_list, at first all 0. Ignores lines
 * of other types. */
void unit_list_line(void *list, const struct json_object *line);
/* Returns the index of the unit with this name, or NO_UNIT. */
size_t unit_list_find(const struct unit_list *list, const char *name);
/* Frees all. The list can be filled again. */
void unit_list_done(struct unit_list *list);

#endif
