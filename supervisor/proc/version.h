/* supervisor/proc/version.h - names in the order people number them: 9-x before 10-x. Pure. */
#ifndef SUPERVISOR_PROC_VERSION_H
#define SUPERVISOR_PROC_VERSION_H

/* Digits in a row are one number of any length, all else is bytes; 0 only for equal names:
 * two that differ by leading zeros alone are compared as bytes. */
int version_compare(const char *a, const char *b);

#endif
