/* init/inside/descendants.h - all processes below this one, found through /proc.
 *
 * Layer:  init/inside. No memory but its stack. Without a readable /proc: nobody is found.
 * Source: proc(5) stat fields 4 and 22, pidfd_open(2): a process is signalled only if its
 *         start time is still what it was when its parents were looked at. */
#ifndef INIT_INSIDE_DESCENDANTS_H
#define INIT_INSIDE_DESCENDANTS_H

/* How many were signalled. */
int descendants_signal(int number);

#endif
