/* init/verbs/build_info.h - declares what the Makefile says of the build.
 *
 * Both are in an object file of their own, so a new commit recompiles nothing else. Their
 * addresses are NULL in programs that do not link it, such as unit tests.
 *
 * Private to init/verbs. */
#ifndef INIT_VERBS_BUILD_INFO_H
#define INIT_VERBS_BUILD_INFO_H

/* A short hash such as "b1c2865", or "" without git. */
extern const char ctinit_commit[] __attribute__((weak));
/* The version of inih, which its header does not have: such as "55", or "" if its
 * pkg-config file was not found. */
extern const char inih_version[] __attribute__((weak));

#endif
