/* supervisor/proc/spawn.h - starts a program.
 *
 * Layer:   supervisor/proc.
 * Use:     fill in a plan (spawn_plan.h), call spawn(), and read the report pipe
 *          (spawn_report.h). The child carries out an ordered list of steps (steps.c). */
#ifndef SUPERVISOR_PROC_SPAWN_H
#define SUPERVISOR_PROC_SPAWN_H

#include "supervisor/proc/spawn_plan.h"
#include "supervisor/proc/spawn_report.h"

/* Starts the child of the plan. Returns its pid, or a negative errno if there is no child.
 * *ret_report_fd is the non-blocking read end of the report pipe, which the caller closes.
 * It delivers a struct spawn_report if a step failed. End of file means that execve()
 * succeeded or the child died. All signals must be blocked. Changes some fields of the
 * plan; some must not change until that end of file (spawn_plan.h). */
pid_t spawn(struct spawn_plan *plan, int *ret_report_fd);

/* Returns true if a child may run in our memory. `change_user`: the child changes its user,
 * and with fs.suid_dumpable = 1 that user could trace the child and read our memory. Opens
 * a file in /proc. */
bool spawn_clone_vm_allowed(bool change_user);

#endif
