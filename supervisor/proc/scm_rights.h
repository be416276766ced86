/* supervisor/proc/scm_rights.h - descriptors that others put into a socket of ours, and we do
 * not want.
 *
 * To close the last reference to one may take as long as its sender likes: SO_LINGER
 * (socket(7)), a file system that does not answer. It is so for what is received and for
 * what a socket still holds when it is closed. Linux 6.16 lets a socket refuse them; before
 * that a child takes them and ends, for a process that exits does not linger. */
#ifndef SUPERVISOR_PROC_SCM_RIGHTS_H
#define SUPERVISOR_PROC_SCM_RIGHTS_H

#include <stdbool.h>

/* Of a Unix socket, before anybody can send to it. */
void scm_rights_refuse(int fd);
/* A message, seen by recvmsg(MSG_PEEK) without room for descriptors, has some (MSG_CTRUNC):
 * soon it is gone. Until then nothing may be received. */
void scm_rights_discard(int fd);
/* Nobody can send to it any more, and it is closed. */
void socket_close_discarding(int fd);

#endif
