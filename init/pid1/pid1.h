/* init/pid1/pid1.h - runs PID 1 of a container.
 *
 * While the main loop runs, nothing here exits, aborts or blocks, and only a reload
 * allocates. After the last service has ended, both functions return the exit code of the
 * container. If the set-up fails, they return CTINIT_EXIT_SETUP, or print a message and
 * exit with it.
 *
 * Layer:   init/pid1, for init/verbs. Never includes init/runtime or init/single.
 * Source:  pid_namespaces(7), signalfd(2), waitid(2). */
#ifndef INIT_PID1_PID1_H
#define INIT_PID1_PID1_H

#include <stdbool.h>
#include <stdint.h>

struct conf;
struct handoff;
struct config_reader;
struct process_start;

/* Runs `ctinit run` without making a container: in an image, or below another init. This
 * process is PID 1 or becomes a child subreaper. `verbosity` is -1 quiet, 0 normal, 1
 * verbose, 2 from [init] verbosity. `command` is true if `-- CMD` is the only service; it
 * then gets all signals. `reader` reads the file again for a reload; reader.read is NULL if
 * there is no file. `conf` must stay valid. */
int pid1_run_in_place(const struct process_start *start, struct conf *conf, int verbosity,
		      bool command, const struct config_reader *reader);

/* Runs `ctinit init`, which the front end starts with a handoff as descriptor
 * HANDOFF_FD. */
int pid1_run_container(const struct process_start *start);

#endif
