/* supervisor/loan.h - memory that starts borrow while they are on their way.
 *
 * Private to the room. A child that runs in our memory (proc/spawn.h) needs a stack, and
 * its plan must stay until it let go. A few such places are mapped at sup_new(); when all
 * are taken, or none could be had, a start is a fork and needs nothing. */
#ifndef SUPERVISOR_LOAN_H
#define SUPERVISOR_LOAN_H

#include "conf/conf.h"
#include "supervisor/proc/env.h"
#include "supervisor/proc/spawn.h"

#define LOANS 32

struct sup;
struct service;

struct start {
	struct spawn_plan plan;
	struct env env;
	struct conf_value ready;
};

struct loans {
	struct conf_scratch own; /* the scratch of all that is no loan */
	char *at;                /* LOANS places; NULL: none */
	uint32_t taken;          /* a bit each */
	bool touched, other_user, share_other_user;
	int dumpable; /* as it was, PR_GET_DUMPABLE */
};

/* 0 or -ENOMEM (without a scratch; loans are done without). */
int loans_init(struct sup *sup);
void loans_done(struct sup *sup);
/* A place for the start of `svc`, and sup->scratch is its. NULL: none is free. */
struct start *loan_take(struct service *svc);
/* The plan is filled: does its child borrow? If not the place is free again. */
void loan_use(struct service *svc, struct start *start);
/* sup->scratch is our own again; the loan goes on. */
void loan_leave(struct sup *sup);
/* The child let go of it, or never was. Fine when svc has none. */
void loan_return(struct service *svc);
/* Nothing is on its way: the pages go back. */
void loans_rest(struct sup *sup);

#endif
