/* conf/base/edit_distance.h - computes the edit distance of two short words, for "did you
 * mean ...?".
 *
 * Layer: conf/base. Pure. */
#ifndef CONF_BASE_EDIT_DISTANCE_H
#define CONF_BASE_EDIT_DISTANCE_H

/* Longer words are not compared; their distance is EDIT_DISTANCE_MAX. */
#define EDIT_DISTANCE_MAX 40

/* Returns the number of edits that turn `a` into `b`. An edit adds, removes or replaces a
 * letter, or swaps two neighbours (optimal string alignment distance). */
unsigned edit_distance(const char *a, const char *b);

#endif
