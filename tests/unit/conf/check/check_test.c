/* tests/unit/conf/check/check_test.c - tests errors of keys, between keys and between
 * services. */
#include "conf/base/base.h"
#include "tests/unit/conf/loading.h"

/* Files with one mistake each, and a part of the expected error. */
static const struct mistake mistakes[] = {
	{ "[setup:a]\ncommand=x\nrestart=never\n", "[setup:a] restart: this key is for" },
	{ "[setup:a]\ncommand=x\nmain=yes\n", "is allowed only in [service:NAME]" },
	{ "[setup:a]\nuser=root\n", "[setup:a] command: missing" },
	{ "[setup:A]\ncommand=x\n", "[setup:A]: expected a name" },
	{ "[setup:a]\ncommand=x\ncomand=y\n", "did you mean command?" },
	{ "[setup:a]\ncommand=x\ncommand=y\n", "was set before" },
	{ "[service:a]\nscripts=/x\n[setup:b]\nscripts=/y\n", "only a setup or" },
	{ "[service:a]\ncommand=x\nneeds=@x\n", "@x: no such group" },
	{ "[service:a]\ncommand=x\nneeds=@A\n", "NAME@N or @GROUP" },
	{ "[service:a]\ncommand=x\nneeds=a@0\n", "NAME@N or @GROUP" },
	{ "[service:a]\ncommand=x\ninstances=2\nneeds=a@2\n", "a@2: names itself" },
	{ "[service:a]\ncommand=x\ninstances=2\n[service:b]\ncommand=x\nafter=a@3\n",
	  "a@3: a has 2 instances" },
	{ "[service:a]\ncommand=x\n[service:b]\ncommand=x\nafter=a@1\n",
	  "a@1: a has no instances" },
	{ "[service:a]\ncommand=x\ninstances=0\n[service:b]\ncommand=x\nafter=a@1\n",
	  "a@1: a has no instances" },
	{ "[service:a]\ncommand=x\ninstances=1\n[service:b]\ncommand=x\nafter=a@2\n",
	  "a@2: a has one instance, a@1" },
	{ "[service:a]\ncommand=x\ninstances=2\nenabled=no\n"
	  "[service:b]\ncommand=x\nafter=a@3\n",
	  "a@3: a is disabled (enabled = no)" },
	{ "[service:a]\ncommand=x\ninstances=2\nenabled=no\n"
	  "[service:b]\ncommand=x\nneeds=a@2\n",
	  "a@2: is disabled (enabled = no)" },
	{ "[service:a]\ncommand=x\ninstances=2\nneeds=b\n[service:b]\ncommand=x\nafter=a\n",
	  "a dependency cycle: a@1 needs b (line 4), b after a@1 (line 7); remove one of "
	  "them" },
	{ "[init]\nstart=b\n[service:a]\ncommand=x\n", "start: b: no such service" },
	{ "[service:a]\ncommand=x\nwhen=1A\n", "expected NAME, !NAME" },
	{ "[service:a]\ncommand=x\nwhen=!A=b\n", "expected NAME, !NAME" },
	{ "[service:a]\ncommand=x\nwhen=file:x\n", "expected NAME, !NAME" },
	{ "[service:a]\ncommand=x\nwhen=A exec:\n", "expected NAME, !NAME" },
	{ "[service:a]\ncommand=x\nwait-for=udp:a:1\n", "expected tcp:HOST:PORT" },
	{ "[service:a]\ncommand=x\nhealth=notify\n", "expected one of none, tcp:" },
	{ "[service:a]\ncommand=x\nready=http://\n", "http://HOST" },
	{ "[service:a]\ncommand=x\nready=htp://a\n", "did you mean http://HOST?" },
	{ "[service:a]\ncommand=x\npre-start=+-\n", "the program's name is empty" },
	{ "[service:a]\ncommand=x\ntype=forking\n", "pid-file is missing" },
	{ "[service:a]\ncommand=x\npid-file=/x\n", "for type = forking only" },
	{ "[service:a]\ncommand=x\ntype=forking\npid-file=/x\ninstances=2\n",
	  "put ${CTINIT_INSTANCE}" },
	{ "[service:a]\ncommand=x\ntype=task\nready=fd:3\n", "a task satisfies" },
	{ "[service:a]\ncommand=x\nterminal=yes\n[service:b]\ncommand=x\nstdin=inherit\n",
	  "only one service" },
	{ "[service:a]\ncommand=x\nterminal=yes\ninstances=2\n", "only one service" },
	{ "[service:a]\ncommand=x\nstdout=pipe:b\n", "b: no such service" },
	{ "[service:a]\ncommand=x\nstdout=pipe:a\n", "a: names itself" },
	{ "[service:a]\ncommand=x\nstdout=pipe:${X}\n", "cannot contain variables" },
	{ "[service:a]\ncommand=x\nterminal=yes\nstdin=null\n", "remove its stdin" },
	{ "[service:a]\ncommand=x\nstdout=pipe:@a\n", "expected one of null" },
	{ "[service:a]\ncommand=x\nstdout=pipe:b\n[service:b]\ncommand=x\nstderr=pipe:a\n",
	  "a cycle of pipes: a writes to b writes to a" },
	{ "[service:a]\ncommand=x\nstdout=pipe:b\n[service:b]\ncommand=x\nstdin=inherit\n",
	  "has its own stdin" },
	{ "[service:a]\ncommand=x\nstdout=pipe:b\n[service:b]\ncommand=x\nenabled=no\n",
	  "b: is disabled" },
	{ "[service:a]\ncommand=x\nstdout=pipe:b\n[service:b]\ncommand=x\ninstances=2\n",
	  "b: has 2 instances; name one, as b@1" },
	{ "[setup:a]\ncommand=x\nstdout=pipe:b\n[service:b]\ncommand=x\n",
	  "setups run before any service" },
	{ "[service:a]\ncommand=x\non-failed=start:b\n", "b: no such service" },
	{ "[service:a]\ncommand=x\non-failed=start:a\n", "names itself" },
	{ "[service:a]\ncommand=x\non-failed=ingore\n", "did you mean ignore?" },
	{ "[init]\nsignals=HUP:restart\n", "actions are shutdown" },
	{ "[init]\nsignals=KILL:shutdown\n", "expected SIGNAL:ACTION" },
	{ "[init]\nsignals=HUP:dump HUP:reload\n", "HUP:reload: this signal is listed" },
	{ "[init]\nsignals=HUP:forward:x\n", "x: no such service" },
	{ "[init]\nsignals=HUP:forward:x:FOO\n", "expected SIGNAL:ACTION" },
	{ "[init]\nmap-user=app:1000\n", "NAME:UID:GID" },
	{ "[service:a]\ncommand=x\ndirs=/a:owner=b\n", "/PATH:mode=MODE" },
	{ "[service:a]\ncommand=x\nremove=../a\n", "absolute paths" },
	{ "[service:a]\ncommand=x\ninstances=10001\n", "0 to 10000" },
	{ "[service:a]\ncommand=x\nstop-signal=TREM:5s\n", "did you mean TERM?" },
	{ "[service:a]\ncommand=x\nmain=yse\n", "did you mean yes?" },
	{ "[init]\nmounts=auto no\n", "= auto no: 2 words where one is expected" },
};

static void each_mistake_is_reported(void **state)
{
	(void)state;
	check_mistakes(mistakes, ARRAY_LEN(mistakes));
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(each_mistake_is_reported),
	};

	return cmocka_run_group_tests(tests, accept_unimplemented, NULL);
}
