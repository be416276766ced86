/* supervisor/child/table.c - finds our child processes by pid. */
#include "supervisor/child/table.h"

#include <errno.h>
#include <stdlib.h>

#define BUCKETS_MIN 16

int child_table_init(struct child_table *table, uint32_t count)
{
	uint32_t buckets = BUCKETS_MIN;

	while (buckets < count)
		buckets *= 2;
	*table = (struct child_table){ .mask = buckets - 1 };
	table->buckets = calloc(buckets, sizeof *table->buckets);
	return table->buckets != NULL ? 0 : -ENOMEM;
}

void child_table_done(struct child_table *table)
{
	free(table->buckets);
	table->buckets = NULL;
}

uint32_t child_table_size(const struct child_table *table)
{
	return table->mask + 1;
}

static struct child **bucket_of(const struct child_table *table, pid_t pid)
{
	return &table->buckets[(uint32_t)pid & table->mask];
}

static void insert(struct child_table *table, struct child *child)
{
	struct child **bucket = bucket_of(table, child->pid);

	table->helpers += child->kind != CHILD_MAIN;
	child->next = *bucket;
	*bucket = child;
}

void child_table_move(struct child_table *table, struct child_table *next)
{
	struct child_table old = *table;

	for (uint32_t i = 0; i <= old.mask; i++) {
		struct child *child = old.buckets[i];

		while (child != NULL) {
			struct child *following = child->next;

			insert(next, child);
			child = following;
		}
	}
	*table = *next;
	*next = old;
}

void child_register(struct context *ctx, struct child *child, pid_t pid)
{
	child->pid = pid;
	insert(ctx->children, child);
}

void child_unregister(struct context *ctx, struct child *child)
{
	struct child **link = bucket_of(ctx->children, child->pid);

	while (*link != NULL && *link != child)
		link = &(*link)->next;
	if (*link != child)
		return;
	*link = child->next;
	ctx->children->helpers -= child->kind != CHILD_MAIN;
}

struct child *child_find(const struct context *ctx, pid_t pid)
{
	struct child *child = *bucket_of(ctx->children, pid);

	while (child != NULL && child->pid != pid)
		child = child->next;
	return child;
}
