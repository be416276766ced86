/* conf/check/check.h - errors between keys and between services; for this room and
 * conf/load/.
 *
 * Each check adds diagnostics to the configuration. Out of memory is arena.failed. */
#ifndef CONF_CHECK_CHECK_H
#define CONF_CHECK_CHECK_H

#include "conf/model/model.h"

/* All checks. conf_check_edges() and conf_check_references() also resolve names. */
void conf_check(struct conf *conf);

/* check_container.c: keys of [container] that do not go together. */
void conf_check_container(struct conf *conf);
/* check_groups.c: group = NAME that is probably meant as the Unix group. */
void conf_check_groups(struct conf *conf);
/* check_log.c: the keys of output of one service; one log-file of several services. */
void conf_check_log(struct conf *conf, const struct conf_section *section);
void conf_check_log_files(struct conf *conf);
/* check_log_loops.c: services that follow each other's log files. */
void conf_check_log_loops(struct conf *conf);
/* edges.c: needs, wants, after, before and [init] start. */
void conf_check_edges(struct conf *conf);
/* cycles.c: services that wait for each other. */
void conf_check_cycles(struct conf *conf);
/* references.c: services that pipe:, on-failed and [init] signals name. */
void conf_check_references(struct conf *conf);

#endif
