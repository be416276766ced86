/* supervisor/env/accounts.h - /etc/passwd and /etc/group, read by a child for all services.
 *
 * Layer:   supervisor, private to the room.
 * Memory:  one struct for all, made at sup_new(); the text of both files in a memory file.
 *
 * An open or a read of a file whose file system hangs never returns, so PID 1 never does
 * either with these two. A child copies both into a memory file. Before a start that needs
 * them, the kernel's cache says whether they are still the files that were copied (openat2(2)
 * with RESOLVE_CACHED, statx(2) with AT_STATX_DONT_SYNC ask no file system); if not, or if it
 * is not known, the start waits until a child has copied them again. */
#ifndef SUPERVISOR_ACCOUNTS_H
#define SUPERVISOR_ACCOUNTS_H

#include <stdbool.h>

struct ids_copy;
struct unit;
struct context;

int accounts_new(struct context *ctx); /* 0 or -ENOMEM */
void accounts_free(struct context *ctx);

/* Where a start waits, and goes on from. */
enum accounts_step {
	ACCOUNTS_NO_STEP,
	ACCOUNTS_PREPARE, /* prestart_begin() */
	ACCOUNTS_SPAWN,   /* service_spawn() */
	ACCOUNTS_START    /* service_start() */
};

/* True: the files are being read; the step is called again later. False: go on. */
bool accounts_hold(struct unit *u, enum accounts_step step);
/* The start is given up. True: it waited in SPAWN or START. */
bool accounts_release(struct unit *u);
/* The copy for ids_find(); NULL: there is none yet. */
const struct ids_copy *accounts_copy(const struct context *ctx);

#endif
