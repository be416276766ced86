/* init/outside/wanted.c - is a container to be made here, or are we in one already? */
#include "init/outside/outside.h"

#include "conf/conf.h"
#include "init/outside/die.h"

#include <sys/stat.h>
#include <unistd.h>

/* PROC_PID_INIT_INO, include/linux/proc_ns.h: every other pid namespace has another. */
#define INITIAL_PID_NS 4026531836u

bool outside_wanted(const struct conf *conf, const struct outside_options *options)
{
	struct stat st;

	if (options->rootfs)
		return true;
	if (stat("/proc/self/ns/pid", &st) == 0 && st.st_ino == INITIAL_PID_NS)
		return true;
	if (!conf_container(conf))
		return false;
	if (getpid() != 1)
		return true;
	/* An image's PID 1 may not ask for anything of the host. */
	warn("[container] is for the host: ignored, this is a container already");
	return false;
}
