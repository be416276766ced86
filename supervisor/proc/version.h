/* supervisor/proc/version.h - compares names with numbers in them: 9-x before 10-x.
 * Pure. */
#ifndef SUPERVISOR_PROC_VERSION_H
#define SUPERVISOR_PROC_VERSION_H

/* A run of digits is one number of any length; everything else is compared as bytes.
 * Returns 0 only for equal names: if two differ only in leading zeros, their bytes
 * decide. */
int version_compare(const char *a, const char *b);

#endif
