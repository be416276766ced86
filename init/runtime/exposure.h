/* init/runtime/exposure.h - warns of what a container opens to other users of the host.
 *
 * These are warnings: the container is made all the same. Nothing is said to an ordinary
 * user, whose container has no more rights than the user. */
#ifndef INIT_RUNTIME_EXPOSURE_H
#define INIT_RUNTIME_EXPOSURE_H

struct conf;
struct container_plan;

/* A sentence if the container shares the host's network because nobody said otherwise; NULL
 * if it does not, if `network` is written, or if we are not root. */
const char *exposure_network(const struct conf *conf);

/* Root inside, through a map, writes files of the host's root, setuid ones too. Warns of the
 * first directory it can write that other users of the host can enter. After the plan's
 * directories are open. */
void exposure_check_files(const struct container_plan *plan);

#endif
