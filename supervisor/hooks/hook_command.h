/* supervisor/hooks/hook_command.h - finds a hook's next command.
 *
 * A hook is a command that runs before or after a service's process, or beside it.
 *
 * Layer:  private to the room; below sequence.h and the files of hooks.h.
 * Memory: the scratch memory; names that outlive a call are in struct hooks. */
#ifndef SUPERVISOR_HOOKS_HOOK_COMMAND_H
#define SUPERVISOR_HOOKS_HOOK_COMMAND_H

#include "supervisor/child/helper.h"
#include "supervisor/hooks/hook_state.h"
#include "supervisor/hooks/run_parts.h"

/* HOOK_TMPFILES to HOOK_SCRIPTS run before the process, in this order. */
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
	msec deadline;       /* deadline of `post-stop` */
	uint32_t index;      /* index of the command in the phase's key */
	uint8_t phase;       /* enum hook_phase */
	uint8_t state;       /* enum hook_state */
	bool any_ran;        /* this start has run a command, or tried to */
	bool ignore_failure; /* the command has the prefix "-": ignore its failure */
	int found_fd;        /* descriptor of the helper's result, in HOOK_FINDING_SCRIPT */
	char script[SCRIPT_NAME], dir[SCRIPT_NAME]; /* the last script and its directory */
	char label[96];        /* the command, for messages: "pre-start /bin/prepare" */
	char failure[80];      /* why a command failed the last start; "": none did */
	char variables[2][40]; /* NAME=VALUE strings for the command */
	char *extra[3];        /* pointers to `variables`, NULL-terminated */
};

/* Returns NULL if the unit has no hooks. */
struct hooks *hooks_of(const struct unit *u);
/* Changes hooks->state. Reports a bug if the move is not in the table. */
void hooks_move(struct hooks *hooks, enum hook_event on);
/* Returns true if the phase runs before the process. */
bool hooks_is_before(const struct hooks *hooks);

/* Finds the command at hooks->index. Returns 1, 0 if there is none, or a negative errno;
 * *err may be empty then. In HOOK_TMPFILES, which has no command, *ret is empty. Not for
 * HOOK_SCRIPTS. Overwrites the scratch memory. */
int hook_next_command(struct hooks *hooks, struct conf_command *ret, struct text *err);
/* Starts a helper that looks for the script after hooks->script. Returns 1, 0 if `scripts`
 * is unset or empty, or a negative errno; *err may be empty then. Overwrites the scratch
 * memory. */
int hook_find_script(struct hooks *hooks, struct text *err);
/* Writes the argv of the helper to *ret_argv: the command at hooks->index, or the path of
 * the script that was found. Returns 0, or a negative errno; *err may be empty then. */
int hook_words(struct helper *helper, struct env *env, char *const **ret_argv,
	       struct text *err);

/* Sets MAINPID for the command. */
void hook_set_main_pid(struct hooks *hooks);
/* Sets EXIT_CODE and EXIT_STATUS for `post-stop`, as in systemd.exec(5). */
void hook_set_exit_status(struct hooks *hooks);

/* Returns the exit code of a command that ended or could not be started, as a shell reports
 * it: 128+N for signal N. Not for HELPER_TIMEOUT. */
int hook_exit_code(const struct helper *helper, enum helper_end end);

#endif
