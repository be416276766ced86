/* supervisor/logger/sandbox.c - drops all rights that the logger does not need.
 *
 * The logger reads data that any process can write, so it may be compromised. If no service
 * has a log file or follows a file, it keeps no capability and cannot open a file. It keeps
 * ctinit's user id: services with other ids cannot signal it, and a new id could belong to
 * another program, too. If the kernel or the engine refuses to drop a right, the logger
 * keeps it. A missing system call filter is reported. */
#include "supervisor/logger/loop.h"
#include "supervisor/logger/seccomp.h"

#include <linux/capability.h>
#include <sys/prctl.h>
#include <sys/resource.h>
#include <sys/syscall.h>
#include <unistd.h>

/* `log-file` creates a file as ctinit's user, in a directory that only the service may be
 * able to write. `log-follow` reads files that only the service may be able to read. */
#define FILE_CAPABILITIES (1u << CAP_DAC_OVERRIDE)

/* The heap has the regular expressions and names of all services. The log memory does not
 * count. */
#define DATA_BYTES_MAX (256u << 20)

/* The sanitizers' runtime reserves terabytes and makes all kinds of system calls. */
#if defined(__SANITIZE_ADDRESS__)
#define SANITIZED 1
#elif defined(__has_feature)
#define SANITIZED __has_feature(address_sanitizer)
#else
#define SANITIZED 0
#endif

static void drop_capabilities(unsigned keep)
{
	struct __user_cap_header_struct header = { .version = _LINUX_CAPABILITY_VERSION_3 };
	struct __user_cap_data_struct data[2];

	for (int cap = 0; prctl(PR_CAPBSET_READ, cap, 0, 0, 0) >= 0; cap++)
		prctl(PR_CAPBSET_DROP, cap, 0, 0, 0);
	prctl(PR_CAP_AMBIENT, PR_CAP_AMBIENT_CLEAR_ALL, 0, 0, 0);
	if (syscall(SYS_capget, &header, data) < 0)
		return;
	data[0].permitted = data[0].effective = data[0].permitted & keep;
	data[1].permitted = data[1].effective = 0;
	data[0].inheritable = data[1].inheritable = 0;
	syscall(SYS_capset, &header, data);
}

/* There is no limit of descriptors, because the logger has the pipes of all services, and
 * no limit of file sizes, because the user decides these. */
static void set_limits(void)
{
	static const struct {
		int resource;
		rlim_t max;
	} limits[] = {
		{ RLIMIT_CORE, 0 },
		{ RLIMIT_NPROC, 0 },
		{ RLIMIT_MEMLOCK, 0 },
		{ RLIMIT_MSGQUEUE, 0 },
		{ RLIMIT_DATA, DATA_BYTES_MAX },
	};

	for (size_t i = 0; i < sizeof limits / sizeof limits[0]; i++) {
		struct rlimit r;

		if (getrlimit(limits[i].resource, &r) < 0)
			continue;
		r.rlim_max = r.rlim_max < limits[i].max ? r.rlim_max : limits[i].max;
		r.rlim_cur = r.rlim_max;
		setrlimit(limits[i].resource, &r);
	}
}

int sandbox_enter(enum logger_files files)
{
	drop_capabilities(files != LOGGER_FILES_NONE ? FILE_CAPABILITIES : 0);
	prctl(PR_SET_NO_NEW_PRIVS, 1, 0, 0, 0);
	prctl(PR_SET_DUMPABLE, 0, 0, 0, 0);
	if (SANITIZED)
		return 0;
	set_limits();
	return seccomp_install(files);
}
