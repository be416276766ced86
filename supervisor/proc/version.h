/* supervisor/proc/version.h - compares names that contain numbers: 9-x before 10-x. Pure.
 *
 * Layer:   supervisor/proc. The rooms above it may include it. */
#ifndef SUPERVISOR_PROC_VERSION_H
#define SUPERVISOR_PROC_VERSION_H

/* Compares like strcmp(3), but treats a run of digits as one number of any length. Returns
 * 0 only for equal names: if only leading zeros differ, compares the bytes. */
int version_compare(const char *a, const char *b);

#endif
