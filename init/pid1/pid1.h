/* init/pid1/pid1.h - the face of the room: PID 1 of a container.
 *
 * Once the main loop runs, nothing here exits, aborts, blocks or allocates until the last
 * service is gone. Then both functions return the exit code of the container.
 *
 * Layer:   init/pid1. Never includes init/runtime or init/single.
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
 * This process is PID 1 or becomes a child subreaper. Takes over `conf`. `command`: `--
 * CMD`, which gets all signals. `reader`: reads the file again for a reload. */
int pid1_run_in_place(const struct process_start *start, struct conf *conf, int verbosity,
		      bool command, const struct config_reader *reader);

/* `ctinit init`: the front end starts it with a handoff as descriptor HANDOFF_FD. */
int pid1_run_container(const struct process_start *start);

#endif
