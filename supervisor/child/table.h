/* supervisor/child/table.h - finds our child processes by pid.
 *
 * Layer:   child.
 * Memory:  sup_new() allocates the buckets, and a reload those of the next table. */
#ifndef SUPERVISOR_CHILD_TABLE_H
#define SUPERVISOR_CHILD_TABLE_H

#include "supervisor/base/unit.h"

struct child_table {
	struct child **buckets;
	uint32_t mask;    /* number of buckets - 1; the number is a power of two */
	uint32_t helpers; /* number of entries that are not main processes */
};

/* Allocates at least `count` buckets, for an empty table. Returns 0 or -ENOMEM. */
int child_table_init(struct child_table *table, uint32_t count);
/* Frees the buckets. */
void child_table_done(struct child_table *table);
/* Returns the number of buckets. */
uint32_t child_table_size(const struct child_table *table);
/* Moves all entries into `next`, which is empty, and swaps the two tables: `next` then has
 * the old buckets, for child_table_done(). */
void child_table_move(struct child_table *table, struct child_table *next);

/* Sets child->pid and adds the child. */
void child_register(struct context *ctx, struct child *child, pid_t pid);
/* Removes the child; does nothing if it is not in the table. child->pid keeps its value. */
void child_unregister(struct context *ctx, struct child *child);
/* Returns the entry with this pid, or NULL if we did not start the process. */
struct child *child_find(const struct context *ctx, pid_t pid);

#endif
