/* conf/check/check.h - finds errors between keys and between services.
 *
 * Layer:  conf/check; conf/load calls conf_check().
 * Errors: each check adds diagnostics to the configuration. If memory runs out, it sets
 *         arena.failed. */
#ifndef CONF_CHECK_CHECK_H
#define CONF_CHECK_CHECK_H

#include "conf/model/model.h"

/* Runs all the checks below. Call it once, after the instances are made. */
void conf_check(struct conf *conf);

/* check_container.c: finds keys of [container] that contradict each other, and lists with a
 * missing or misplaced word. */
void conf_check_container(struct conf *conf);
/* check_groups.c: warns about group = NAME where the Unix group is probably meant. */
void conf_check_groups(struct conf *conf);
/* check_log.c: the first function checks the output keys of one service, the second warns
 * about a log file that several services write. */
void conf_check_log(struct conf *conf, const struct conf_section *section);
void conf_check_log_files(struct conf *conf);
/* A service whose log file is known before its start. */
struct log_writer {
	const char *path;
	const struct conf_section *section;
};
/* Returns all of them, sorted by path, then by the line of their section. The caller frees
 * the array. If memory runs out, sets *ret_count to 0 and arena.failed, and returns
 * NULL. */
struct log_writer *log_writers(struct conf *conf, size_t *ret_count);
/* check_log_loops.c: finds services that follow each other's log files. */
void conf_check_log_loops(struct conf *conf);
/* edges.c: resolves needs, wants, after, before and [init] start to indices for
 * conf_edges() and conf_start_list(). */
void conf_check_edges(struct conf *conf);
/* cycles.c: finds services that wait for each other. Call it after conf_check_edges(). */
void conf_check_cycles(struct conf *conf);
/* references.c: checks the services that pipe:, on-failed and [init] signals name, finds a
 * cycle of pipes, and builds the table for conf_signals(). */
void conf_check_references(struct conf *conf);

#endif
