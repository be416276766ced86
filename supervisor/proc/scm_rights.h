/* supervisor/proc/scm_rights.h - refuses or discards descriptors that others send to us.
 *
 * The last close of a received descriptor may take as long as its sender likes: SO_LINGER
 * (socket(7)), or a hung file system. The same is true of a socket that still holds such
 * descriptors. Since Linux 6.16 a socket can refuse them. On older kernels a child receives
 * them and exits, because an exiting process does not linger.
 *
 * Layer:   supervisor/proc. The rooms above it may include it. */
#ifndef SUPERVISOR_PROC_SCM_RIGHTS_H
#define SUPERVISOR_PROC_SCM_RIGHTS_H

#include <stdbool.h>
#include <stddef.h>

/* Makes a Unix socket refuse descriptors if the kernel can. Call it before any process can
 * send to the socket. */
void scm_rights_refuse(int fd);
/* Starts a child that receives and discards one message. Call it when recvmsg(MSG_PEEK)
 * with no room for descriptors sets MSG_CTRUNC. Receive nothing until the child has removed
 * the message. If no child can be made, the message stays: call it again later. */
void scm_rights_discard(int fd);
/* Receives and drops what is in the socket. Returns true if it is empty, and false if it
 * holds descriptors, or much data. */
bool socket_drain(int fd);
/* Starts one child that empties all these stream sockets, as socket_close_discarding()
 * does for one. They must be shut down, and can then be closed. Returns false if no child
 * can be made. */
bool sockets_discard(const int *fds, size_t count);
/* Shuts the socket down, so that no process can send to it, and closes it. Leaves it open
 * if it holds messages and no child can be made to discard them. */
void socket_close_discarding(int fd);

#endif
