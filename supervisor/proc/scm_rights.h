/* supervisor/proc/scm_rights.h - refuses or discards descriptors that others send to us.
 *
 * The last close of a descriptor may take as long as its sender likes: SO_LINGER
 * (socket(7)), or a file system that does not answer. This concerns descriptors that we
 * receive, and those that a socket still holds when we close it. Since Linux 6.16 a socket
 * can refuse them. Before that, a child receives them and exits, because an exiting process
 * does not linger.
 *
 * Layer:   supervisor/proc. The rooms above it may include it. */
#ifndef SUPERVISOR_PROC_SCM_RIGHTS_H
#define SUPERVISOR_PROC_SCM_RIGHTS_H

#include <stdbool.h>

/* Makes a Unix socket refuse descriptors, if the kernel can. Call it before any process can
 * send to the socket. */
void scm_rights_refuse(int fd);
/* Starts a child that receives and discards one message. Call it when recvmsg(MSG_PEEK)
 * without room for descriptors sets MSG_CTRUNC. Then receive nothing until the message is
 * gone. */
void scm_rights_discard(int fd);
/* Shuts a socket down, so that no process can send to it any more, and closes it. It stays
 * open if messages are left in it and we cannot make a child that discards them. */
void socket_close_discarding(int fd);

#endif
