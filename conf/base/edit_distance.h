/* conf/base/edit_distance.h - computes the edit distance of two short words, for "did you
 * mean ...?".
 *
 * Layer: conf/base. Pure. */
#ifndef CONF_BASE_EDIT_DISTANCE_H
#define CONF_BASE_EDIT_DISTANCE_H

/* The distance of two words of which one has this many bytes or more: such words are not
 * compared. */
#define EDIT_DISTANCE_MAX 40

/* Returns the number of edits that turn `a` into `b`. An edit adds, removes or replaces a
 * byte, or swaps two neighbours (optimal string alignment distance). */
unsigned edit_distance(const char *a, const char *b);

#endif
