/* init/sys/kernel_features.h - lists features of the kernel that ctinit uses and that may
 * be missing.
 *
 * Probes change nothing: they pass arguments that the kernel refuses, or close the
 * descriptors that they have opened. User namespaces are tried in a child that exits at
 * once.
 *
 * Layer:   init/sys, for init/verbs. Keeps no state.
 * Source:  the man pages of the calls in section 2; the versions are those of mainline. */
#ifndef INIT_SYS_KERNEL_FEATURES_H
#define INIT_SYS_KERNEL_FEATURES_H

#include <stddef.h>

struct kernel_feature {
	const char *name;
	/* Returns 0 if the kernel offers it to this process, or a negative errno. */
	int (*probe)(void);
	const char *without; /* how ctinit works without it, or what it cannot do */
};

/* Returns the feature number i, or NULL after the last one. */
const struct kernel_feature *kernel_feature_at(size_t i);

/* Tries to make a user namespace with a mount namespace in a child. Returns 0, or a
 * negative errno: -ENOSPC if the limit is reached. */
int kernel_user_namespaces(void);

#endif
