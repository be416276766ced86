/* supervisor/desks.h - the desks over which starts get their descriptors, once we have many.
 *
 * Private to the room. A start copies our table of descriptors, as any fork does, until
 * that has grown large: then desks are opened (proc/desk.h) and a start that finds one free
 * copies next to nothing. */
#ifndef SUPERVISOR_DESKS_H
#define SUPERVISOR_DESKS_H

#include "supervisor/proc/desk.h"

#include <stdint.h>
#include <sys/types.h>

#define DESKS 32

struct spawn_plan;
struct spawn_report;
struct sup;

struct desks {
	struct desk at[DESKS];
	uint32_t taken; /* a bit each */
	bool open, tried;
};

/* There will be so many pipes, of two ends each: desks are better opened now, while the low
 * numbers are free. Warns when the limit of open files is too low for them. */
void desks_expect(struct sup *sup, uint32_t pipes);
/* spawn() with a desk if there is one: *ret_desk is 1 + which, 0: none. */
pid_t desks_spawn(struct sup *sup, struct spawn_plan *plan, int *ret_report_fd,
		  uint8_t *ret_desk);
/* Its report pipe is at its end, or the report is here. */
void desks_return(struct sup *sup, uint8_t *desk);
/* It is dead, or will be, before that. True: what it could not take is in *ret. */
bool desks_clear(struct sup *sup, uint8_t *desk, int wstatus, struct spawn_report *ret);
void desks_done(struct sup *sup);

#endif
