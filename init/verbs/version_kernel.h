/* init/verbs/version_kernel.h - prints what the kernel offers to ctinit.
 *
 * Private to init/verbs. */
#ifndef INIT_VERBS_VERSION_KERNEL_H
#define INIT_VERBS_VERSION_KERNEL_H

#include <stdio.h>

/* Prints the kernel's name and version, then one line for each feature: its name, yes or
 * no, and what is lost without it. Changes nothing on the system. */
void version_print_kernel(FILE *out);

#endif
