/* supervisor/proc/spawn.h - starts a program.
 *
 * Layer:   supervisor/proc.
 * Use:     fill in a plan (spawn_plan.h), call spawn(), and read the report pipe
 *          (spawn_report.h). The child carries out an ordered list of steps (steps.c). */
#ifndef SUPERVISOR_PROC_SPAWN_H
#define SUPERVISOR_PROC_SPAWN_H

#include "supervisor/proc/spawn_plan.h"
#include "supervisor/proc/spawn_report.h"

/* Returns the pid, or a negative errno if there is no child. *ret_report_fd is the
 * non-blocking read end of the report pipe. It delivers a struct spawn_report if a step
 * failed. End of file means that execve() succeeded or the child died. Changes some fields
 * of the plan (spawn_plan.h). */
pid_t spawn(struct spawn_plan *plan, int *ret_report_fd);

/* Returns true if a child may run in our memory. `change_user`: the child changes its
 * user. */
bool spawn_clone_vm_allowed(bool change_user);

#endif
