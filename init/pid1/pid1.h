/* init/pid1/pid1.h - the face of the room: being the init.
 *
 * Layer:   init/pid1. Includes supervisor/ and conf/; never init/runtime or init/single.
 * After inside_serve() serves it never exits, aborts, blocks or grows, until the last
 * service is gone; then it returns the container's exit code.
 * Source:  DESIGN 6; pid_namespaces(7), signalfd(2), waitid(2). */
#ifndef INIT_PID1_PID1_H
#define INIT_PID1_PID1_H

#include <stdbool.h>
#include <stdint.h>

struct conf;
struct handoff;
struct config_reader;
struct process_start;

/* `ctinit run` where no container is made: in an image, or as a child of another init.
 * PID 1 or subreaper. `start` is what main() found (init/sys/process_start.h). Takes over `conf`.
 * `command`: `-- CMD`, all signals go to it. `reader`: reads the file again for a reload. */
int pid1_run_in_place(const struct process_start *start, struct conf *conf, int verbosity,
		      bool command, const struct config_reader *reader);

/* `ctinit init`: started by the front end, with a handoff at HANDOFF_FD. */
int pid1_run_container(const struct process_start *start);

#endif
