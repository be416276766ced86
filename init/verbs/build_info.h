/* init/verbs/build_info.h - declares the facts about the build that the Makefile passes to
 * it.
 *
 * Both texts are in an object file of their own, so a new commit recompiles nothing else.
 * They are weak: in a program that does not link that file, such as a unit test, their
 * addresses are NULL.
 *
 * Private to init/verbs. */
#ifndef INIT_VERBS_BUILD_INFO_H
#define INIT_VERBS_BUILD_INFO_H

/* A short hash such as "b1c2865", or "" without git. */
extern const char ctinit_commit[] __attribute__((weak));
/* The version of inih, such as "55", or "" if its pkg-config file was not found. It has no
 * macro in inih's header. */
extern const char inih_version[] __attribute__((weak));

#endif
