/* supervisor/hooks/hook_command.h - finds the next command around a service's process.
 *
 * Layer:  private to the room; below hooks.c.
 * Memory: the scratch; names that outlive a call are in struct hooks. */
#ifndef SUPERVISOR_HOOKS_HOOK_COMMAND_H
#define SUPERVISOR_HOOKS_HOOK_COMMAND_H

#include "supervisor/child/helper.h"
#include "supervisor/hooks/hook_state.h"
#include "supervisor/hooks/run_parts.h"

/* Those up to SCRIPTS precede the process, in this order. */
enum hook_phase {
	HOOK_NONE,
	HOOK_TMPFILES,
	HOOK_PRE_START,
	HOOK_SCRIPTS,
	HOOK_PRE_STOP,
	HOOK_POST_STOP,
	HOOK_RELOAD
};

struct hook_phase_info {
	const char *word;
	enum conf_key key;
};
extern const struct hook_phase_info hook_phases[];

struct hooks {
	struct unit *unit;
	struct helper helper;
	msec deadline;       /* when post-stop must be over */
	uint32_t index;      /* of the command in the key of the phase */
	uint8_t phase;       /* enum hook_phase */
	uint8_t state;       /* enum hook_state: what happens in the phase */
	bool any_ran;        /* a command was started, or tried, in this start */
	bool ignore_failure; /* the command has the prefix "-": its failure is ignored */
	int found_fd;        /* the result of the helper, open in HOOK_FINDING_SCRIPT */
	char script[SCRIPT_NAME], dir[SCRIPT_NAME]; /* the last script; its directory */
	char label[96];        /* the command for messages: "pre-start /bin/prepare" */
	char failure[80];      /* why a command failed the last start; "": none did */
	char variables[2][40]; /* NAME=VALUE, set for the command */
	char *extra[3];        /* pointers to `variables`, NULL-terminated */
};

/* Returns NULL if the unit has no hooks. */
struct hooks *hooks_of(const struct unit *u);
/* Moves hooks->state. A move that is not in the table is reported as a bug. */
void hooks_move(struct hooks *hooks, enum hook_event on);
/* Returns true if the phase precedes the process. */
bool hooks_is_before(const struct hooks *hooks);

/* Returns 1 with the command at hooks->index, 0 if the phase has no such command, or a
 * negative errno; *err may be empty then. In HOOK_TMPFILES, which has no command, *ret is
 * empty. Not for HOOK_SCRIPTS. */
int hook_next_command(struct hooks *hooks, struct conf_command *ret, struct text *err);
/* Starts a helper that looks for the next script. Returns 1, 0 if `scripts` is not set or
 * is empty, or a negative errno; *err may be empty then. */
int hook_find_script(struct hooks *hooks, struct text *err);
/* Finds the words of the helper's command: those of the command at hooks->index, or the
 * path of the script that was found. Returns 0, or a negative errno and *err. */
int hook_words(struct helper *helper, struct env *env, char *const **ret_argv,
	       struct text *err);

/* Sets MAINPID for the command. */
void hook_set_main_pid(struct hooks *hooks);
/* Sets EXIT_CODE and EXIT_STATUS for post-stop, with the words of systemd.exec(5). */
void hook_set_exit_status(struct hooks *hooks);

/* Returns the exit code of a command that ended or could not be started: 128+N for signal
 * N. Not for HELPER_TIMEOUT. */
int hook_exit_code(const struct helper *helper, enum helper_end end);

#endif
