/* tests/sim/sim_test.c - runs random cases up to a number of steps.
 * timeout: 240
 *
 * usage: sim_test [SEEDS [STEPS [FIRST]]]
 * Runs at most SEEDS seeds (0: no limit) starting at FIRST (1), and starts no case after
 * STEPS steps (10^6, or no limit if SEEDS is given). With TRACE in the environment prints
 * every step; NO_SHRINK does not shrink a failing case. */
#include "tests/sim/sim.h"

#include <stdio.h>
#include <stdlib.h>
#include <time.h>

#define CASE_STEPS 4000

static struct run run;

static double seconds(void)
{
	struct timespec t;

	clock_gettime(CLOCK_MONOTONIC, &t);
	return (double)t.tv_sec + (double)t.tv_nsec / 1e9;
}

static void report(struct sim_case *c)
{
	char rule[sizeof run.rule];

	snprintf(rule, sizeof rule, "%s", run.rule);
	printf("# seed %llu breaks the rule \"%s\" at step %llu: %s\n",
	       (unsigned long long)c->seed, rule, (unsigned long long)run.steps, run.wrong);
	if (getenv("NO_SHRINK") != NULL)
		return;
	sim_shrink(c, rule);
	printf("# the shortest found:\n");
	sim_print(c);
	run.most_steps = CASE_STEPS;
	sim_play(&run, c, true);
	printf("# %s: %s\n", run.rule, run.wrong);
}

static uint64_t argument(int argc, char **argv, int n, uint64_t otherwise)
{
	return argc > n ? strtoull(argv[n], NULL, 10) : otherwise;
}

int main(int argc, char **argv)
{
	static struct sim_case c;
	uint64_t seeds = argument(argc, argv, 1, 0);
	uint64_t most = argument(argc, argv, 2, seeds ? UINT64_MAX : 1000000);
	uint64_t seed = argument(argc, argv, 3, 1), played = 0, steps = 0, checks = 0;
	bool good = true, trace = getenv("TRACE") != NULL;
	double began = seconds(), took;

	for (; good && steps < most && (seeds == 0 || played < seeds); seed++, played++) {
		sim_make(&c, seed);
		run.most_steps = CASE_STEPS;
		good = sim_play(&run, &c, trace);
		steps += run.steps;
		checks += run.checks;
		if (!good)
			report(&c);
	}
	took = seconds() - began;
	printf("# %llu steps of %llu cases in %.1f s, %.0f steps/s; recounted %llu "
	       "times\n",
	       (unsigned long long)steps, (unsigned long long)played, took,
	       (double)steps / (took > 0 ? took : 1), (unsigned long long)checks);
	printf("%s 1 - sim: the rules of the core hold\n1..1\n", good ? "ok" : "not ok");
	return good ? 0 : 1;
}
