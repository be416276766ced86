/* supervisor/proc/version.h - compares names with numbers in them: 9-x before 10-x.
 * Pure.
 *
 * Layer:   supervisor/proc. The rooms above it may include it. */
#ifndef SUPERVISOR_PROC_VERSION_H
#define SUPERVISOR_PROC_VERSION_H

/* Compares two names like strcmp(3), but a run of digits is one number of any length.
 * Returns 0 only for equal names: if two differ only in leading zeros, their bytes
 * decide. */
int version_compare(const char *a, const char *b);

#endif
