/* supervisor/log/confine.c - what the logger does not need goes.
 *
 * It reads what anybody writes: should it be taken over, little can be done with it. */
#include "supervisor/log/logger.h"

#include <linux/capability.h>
#include <sys/prctl.h>
#include <sys/syscall.h>
#include <unistd.h>

#define BIT(cap) (1u << (cap))

/* A log file may lie where only its service may write; a pipe may be made larger than an
 * ordinary user's. */
#define FILE_NEED (BIT(CAP_DAC_OVERRIDE) | BIT(CAP_FOWNER))

void confine(bool may_files)
{
	struct __user_cap_header_struct header = { .version = _LINUX_CAPABILITY_VERSION_3 };
	struct __user_cap_data_struct data[2];
	unsigned keep = may_files ? FILE_NEED : 0;

	prctl(PR_SET_NO_NEW_PRIVS, 1, 0, 0, 0);
	prctl(PR_CAP_AMBIENT, PR_CAP_AMBIENT_CLEAR_ALL, 0, 0, 0);
	if (syscall(SYS_capget, &header, data) < 0)
		return;
	data[0].permitted = data[0].effective = data[0].permitted & keep;
	data[1].permitted = data[1].effective = 0;
	data[0].inheritable = data[1].inheritable = 0;
	syscall(SYS_capset, &header, data);
	prctl(PR_SET_DUMPABLE, 0, 0, 0, 0);
}
