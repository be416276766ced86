/* conf/base/edit_distance.h - counts the slips between two short words, for "did you
 * mean ...?" in messages.
 *
 * Layer: conf/base. Pure. */
#ifndef CONF_BASE_EDIT_DISTANCE_H
#define CONF_BASE_EDIT_DISTANCE_H

/* Words of this many bytes or more are not compared: their distance is this number. */
#define EDIT_DISTANCE_MAX 40

/* Returns the number of slips that turn `a` into `b`: a letter added, left out, replaced,
 * or swapped with its neighbour (the optimal string alignment distance). */
unsigned edit_distance(const char *a, const char *b);

#endif
