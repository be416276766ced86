/* tests/mutants/cells.c - tests mutants of the transition table, one wrong cell at a time.
 *
 * machine.c is compiled with its svc_next() renamed. The svc_next() here returns the same
 * moves except for one cell. Each mutant is a fork that runs the simulation. Prints each
 * surviving mutant on a line, then a line of counts. MUTANT_CELL="FROM ON KNOWN TO ORDER"
 * sets one cell, for the unit tests. */
#include "tests/sim/sim.h"

#include <stdio.h>
#include <stdlib.h>
#include <sys/wait.h>
#include <unistd.h>

struct svc_move svc_next_real(enum svc_state from, enum svc_event on);

static unsigned cell_from = SVC_STATE_COUNT, cell_on;
static struct svc_move cell;

__attribute__((constructor)) static void from_outside(void)
{
	const char *text = getenv("MUTANT_CELL");
	unsigned from, on, known, to, order;

	if (text == NULL ||
	    sscanf(text, "%u %u %u %u %u", &from, &on, &known, &to, &order) != 5)
		return;
	cell_from = from;
	cell_on = on;
	cell = (struct svc_move){ known, (enum svc_state)to, (enum core_order_kind)order };
}

struct svc_move svc_next(enum svc_state from, enum svc_event on)
{
	return from == cell_from && on == cell_on ? cell : svc_next_real(from, on);
}

#ifdef CELLS_MAIN
static struct run run;
static uint64_t most;
static unsigned running, alive, total;
static struct {
	pid_t pid;
	char text[160];
} jobs[2];

static bool play(void)
{
	static struct sim_case c;

	alarm(60);
	for (uint64_t seed = 1, steps = 0; steps < most; seed++, steps += run.steps) {
		sim_make(&c, seed);
		run.most_steps = 4000;
		if (!sim_play(&run, &c, false))
			return false;
	}
	return true;
}

static void reap(void)
{
	int status;
	pid_t pid = wait(&status);
	unsigned at = jobs[0].pid == pid ? 0 : 1;

	if (WIFEXITED(status) && WEXITSTATUS(status) == 0) {
		puts(jobs[at].text);
		alive++;
	}
	jobs[at].pid = 0;
	running--;
}

static void mutant(enum svc_state from, enum svc_event on, struct svc_move move)
{
	unsigned at;

	while (running == 2)
		reap();
	at = jobs[0].pid == 0 ? 0 : 1;
	snprintf(jobs[at].text, sizeof jobs[at].text, "%u %u %u %u %u %s %s: %s order %u",
		 from, on, move.known, move.to, move.order, svc_state_word(from),
		 svc_event_word(on), move.known ? svc_state_word(move.to) : "cannot happen",
		 move.order);
	total++;
	running++;
	fflush(stdout);
	jobs[at].pid = fork();
	if (jobs[at].pid == 0) {
		cell_from = from;
		cell_on = on;
		cell = move;
		_exit(play() ? 0 : 1);
	}
}

static void mutants_of(enum svc_state from, enum svc_event on)
{
	struct svc_move real = svc_next_real(from, on), wrong = real;

	wrong.known = !real.known;
	if (!real.known)
		wrong.to = from;
	mutant(from, on, wrong);
	for (unsigned to = 0; real.known && to < SVC_STATE_COUNT; to++) {
		wrong = real;
		wrong.to = (enum svc_state)to;
		if (to != real.to)
			mutant(from, on, wrong);
	}
	for (unsigned order = 0; real.known && order < SVC_ORDER_COUNT; order++) {
		wrong = real;
		wrong.order = (enum core_order_kind)order;
		if (order != real.order)
			mutant(from, on, wrong);
	}
}

int main(int argc, char **argv)
{
	most = argc > 1 ? strtoull(argv[1], NULL, 10) : 50000;
	if (!play()) {
		puts("the unchanged table fails");
		return 1;
	}
	for (unsigned s = 0; s < SVC_STATE_COUNT; s++)
		for (unsigned e = 0; e < SVC_EVENT_COUNT; e++)
			mutants_of((enum svc_state)s, (enum svc_event)e);
	while (running > 0)
		reap();
	printf("counts %u %u\n", total - alive, total);
	return 0;
}
#endif
