/* init/client/crash.c - restores the terminal if this process crashes. */
#include "init/client/crash.h"

#include "conf/base/base.h"
#include "init/sys/calls.h"

#include <signal.h>

static void (*restore_function)(void);

static void on_crash(int number)
{
	restore_function();
	signal(number, SIG_DFL);
	raise(number);
}

void crash_catch(void (*restore)(void))
{
	static const int numbers[] = { SIGSEGV, SIGBUS, SIGABRT, SIGFPE, SIGILL };
	struct sigaction action = { .sa_handler = on_crash, .sa_flags = SA_NODEFER };

	restore_function = restore;
	for (size_t i = 0; i < ARRAY_LEN(numbers); i++) {
		sigaction(numbers[i], &action, NULL);
		sys_sigmask(SIG_UNBLOCK, SYS_SIGNAL_BIT(numbers[i]), NULL);
	}
}
