/* conf/base/control_list.h - lists the requests of the control socket and the fields of its
 * replies.
 *
 * ctinit-control(7), the help, the schema and the checks are printed from these lists. The
 * states of a unit and the events are those of supervisor/core/machine.h.
 *
 * Layer: conf/base. Does not use libc. */
#ifndef CONF_BASE_CONTROL_LIST_H
#define CONF_BASE_CONTROL_LIST_H

/* The maximum length of a request and of a line of a reply, in bytes, with the newline. */
#define CONTROL_LINE_MAX 4096
/* How many clients can be connected at the same time. */
#define CONTROL_CLIENTS_MAX 64
/* How many events are kept for `events`. */
#define CONTROL_EVENTS_MAX 64
/* The place of the socket unless [init] control or --control name another one. The
 * directory `ctinit` with the socket `control` is in /run, or else in $XDG_RUNTIME_DIR. */
#define CONTROL_DIR  "/run/ctinit"
#define CONTROL_PATH CONTROL_DIR "/control"
/* Where no directory can be written: this front, the inode number of the pid namespace, "/"
 * and the pid of the init, in the abstract namespace (unix(7)). */
#define CONTROL_ABSTRACT "@ctinit/"
/* The variable that names the place to clients. */
#define CONTROL_VARIABLE "CTINIT_CONTROL"

/* ANY: every user may ask. ALLOWED: root, ctinit's own user, and those that [init]
 * control-allow lists. */
enum control_rights { CONTROL_ANY, CONTROL_ALLOWED };

/* clang-format off */
/* id        request     words                                  rights   meaning */
#define CONTROL_REQUESTS(X)                                                                    \
	X(PING,     "ping",     "",                                ANY,                       \
	  "Answers with the version and the pid of ctinit.")                                  \
	X(STATUS,   "status",   "[--usage] [NAMES]",               ANY,                       \
	  "Shows the container and its units, with --usage also what they consume.")          \
	X(HEALTH,   "health",   "[--ready|--live] [NAMES]",        ANY,                       \
	  "Succeeds if all units that shall run are ready and not unhealthy; with --live, if no unit has failed or is unhealthy.") \
	X(GRAPH,    "graph",    "",                                ANY,                       \
	  "Shows which unit needs, wants or follows which other one.")                        \
	X(WAIT,     "wait",     "[--timeout=MS] [--for=STATE,...] NAMES", ANY,                \
	  "Waits until all units are in one of the states: ready or done unless --for names others.") \
	X(START,    "start",    "[--timeout=MS] NAMES",            ALLOWED,                   \
	  "Starts services, with those that they need and want, and waits until they are ready.") \
	X(STOP,     "stop",     "[--timeout=MS] NAMES",            ALLOWED,                   \
	  "Stops services, with those that need them, and waits until they have stopped.")    \
	X(RESTART,  "restart",  "[--timeout=MS] NAMES",            ALLOWED,                   \
	  "Stops and starts services, and waits until they are ready.")                       \
	X(ENABLE,   "enable",   "NAMES",                           ALLOWED,                   \
	  "Undoes disable. Starts nothing.")                                                  \
	X(DISABLE,  "disable",  "[--timeout=MS] NAMES",                           ALLOWED,                   \
	  "Stops services, and refuses each start of them until enable.")                     \
	X(RELOAD,   "reload",   "[--dry-run] [NAMES]",             ALLOWED,                   \
	  "Reads the configuration again; with --dry-run, only shows the changes; with NAMES, carries out the key reload of these services.") \
	X(SIGNAL,   "signal",   "SIGNAL NAMES",                    ALLOWED,                   \
	  "Sends a signal to the main processes of services.")                                \
	X(SCALE,    "scale",    "[--timeout=MS] NAME N",           ALLOWED,                   \
	  "Runs N instances of a service: starts what is missing, or stops the rest. Reloads keep the number until that of the file is changed.")          \
	X(SHUTDOWN, "shutdown", "[CODE]",                          ALLOWED,                   \
	  "Ends the container with an exit code, 0 unless CODE is another one. A second one shortens the waits, as a second SIGTERM does. The line with ok comes at once; events follow it until the end.")              \
	X(EVENTS,   "events",   "[-f] [NAMES]",                    ALLOWED,                   \
	  "Shows the last changes of states; with -f also those that follow.")                \
	X(LOGS,     "logs",     "[-f] [-n N] [--since=UNIX_MS] [NAMES]", ALLOWED,             \
	  "Shows the last lines of the services; with -f also those that follow.")            \
	X(EXEC,     "exec",     "[--tty=ROWSxCOLS] [--user=USER] NAME -- WORDS", ALLOWED,     \
	  "Runs a command as the service runs, in its user, environment, directory and limits.")

/* type         field           JSON type   meaning. A type of "" is the last line. */
#define CONTROL_FIELDS(X)                                                                      \
	X("container", "name",         "string",  "the name of the container, or of its host") \
	X("container", "version",      "string",  "the version of ctinit")                    \
	X("container", "pid",          "integer", "the pid of ctinit, in its own namespace")  \
	X("container", "state",        "string",  "setup, starting, up, reloading, draining or stopping") \
	X("container", "up_ms",        "integer", "how long ctinit serves")                   \
	X("container", "at_ms",        "integer", "the Unix time of the reply")               \
	X("container", "ready_ms",     "integer?", "how long after its start all units were ready, done, skipped or failed") \
	X("container", "units",        "integer", "the number of units")                      \
	X("container", "ready",        "integer", "the number of units that are ready")       \
	X("container", "done",         "integer", "the number of units that are done")        \
	X("container", "skipped",      "integer", "the number of units that are skipped")     \
	X("container", "exit_code",    "integer?", "the exit code, if the container ends")    \
	X("container", "why",          "string?", "why the container ends")                   \
	X("container", "config",       "string?", "the path of the file")                     \
	X("unit",      "name",         "string",  "NAME or NAME@N")                           \
	X("unit",      "kind",         "string",  "setup, daemon or task")                    \
	X("unit",      "state",        "string",  "one of the states of states.md")           \
	X("unit",      "age_ms",       "integer", "how long the unit is in this state")       \
	X("unit",      "pid",          "integer?", "the main process")                        \
	X("unit",      "starts",       "integer", "how often it was started")                 \
	X("unit",      "restarts",     "integer", "how often ctinit restarted it by itself")  \
	X("unit",      "wanted_ms",    "integer?", "when its last start was requested, after the start of ctinit") \
	X("unit",      "spawned_ms",   "integer?", "when its process was last started, after the start of ctinit") \
	X("unit",      "ready_ms",     "integer?", "when it became ready or done, after the start of ctinit") \
	X("unit",      "healthy",      "boolean?", "the result of its health check")          \
	X("unit",      "enabled",      "boolean", "false after disable")                      \
	X("unit",      "by_hand",      "boolean?", "true if it was stopped by hand")          \
	X("unit",      "why",          "string?", "why it waits, is skipped, failed, is unhealthy or will restart") \
	X("unit",      "restart_in_ms", "integer?", "when it will restart")                   \
	X("unit",      "exit",         "string?", "how its main process ended last")          \
	X("unit",      "code",         "integer?", "the exit code of that end")               \
	X("unit",      "signal",       "string?", "the signal of that end")                   \
	X("unit",      "groups",       "array?",  "its groups, without the @")                \
	X("unit",      "needs",        "array?",  "the units that it needs")                  \
	X("usage",     "name",         "string",  "NAME or NAME@N")                           \
	X("usage",     "processes",    "integer", "the number of processes")                  \
	X("usage",     "memory_bytes", "integer", "the memory of all of them")                \
	X("usage",     "cpu_usec",     "integer", "the processor time of all of them")        \
	X("usage",     "source",       "string",  "cgroup or proc")                           \
	X("zombies",   "count",        "integer", "the number of zombies in the container")   \
	X("zombies",   "of",           "array",   "the units whose processes have not reaped them") \
	X("edge",      "from",         "string",  "the unit that needs, wants or follows the other") \
	X("edge",      "to",           "string",  "the other unit, which starts first")       \
	X("edge",      "kind",         "string",  "need, want or order")                      \
	X("event",     "at_ms",        "integer", "the Unix time of the change")              \
	X("event",     "name",         "string",  "NAME or NAME@N")                           \
	X("event",     "from",         "string",  "the old state")                            \
	X("event",     "to",           "string",  "the new state")                            \
	X("event",     "on",           "string",  "the event, a word of states.md")           \
	X("event",     "why",          "string?", "why the unit failed, restarts or is skipped") \
	X("line",      "at_ms",        "integer", "the Unix time of the line")                \
	X("line",      "name",         "string",  "NAME or NAME@N")                           \
	X("line",      "stream",       "string",  "stdout, stderr or file")                   \
	X("line",      "pid",          "integer?", "the process that wrote it")               \
	X("line",      "part",         "boolean?", "true if the line continues in the next reply") \
	X("line",      "text",         "string",  "the line without its newline")             \
	X("change",    "name",         "string",  "NAME or NAME@N")                           \
	X("change",    "action",       "string",  "start, stop, restart, keep or policy")     \
	X("change",    "why",          "string?", "the keys that differ")                     \
	X("waiting",   "name",         "string?", "the unit for which the request waits: NAME or NAME@N") \
	X("waiting",   "why",          "string",  "what that unit does, or waits for itself; a line comes after 1.5 s and when this changes") \
	X("message",   "level",        "string",  "error, warning or info")                   \
	X("message",   "text",         "string",  "the message")                              \
	X("started",   "pid",          "integer", "the process of exec")                      \
	X("",          "ok",           "boolean", "true if the request succeeded; in the last line only") \
	X("",          "exit",         "integer?", "the exit code for the client, if it did not") \
	X("",          "error",        "string?", "what went wrong")                          \
	X("",          "version",      "string?", "the version of ctinit, for ping")          \
	X("",          "pid",          "integer?", "the pid of ctinit, for ping")             \
	X("",          "code",         "integer?", "the exit code of the command of exec")    \
	X("",          "signal",       "string?", "the signal that ended the command of exec")
/* clang-format on */

enum control_request {
#define X(id, name, words, rights, meaning) CONTROL_##id,
	CONTROL_REQUESTS(X)
#undef X
		CONTROL_REQUEST_COUNT
};

#endif
