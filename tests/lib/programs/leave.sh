#!/bin/bash
# leave.sh [-q|-t] KIND:SECONDS... END - starts a `sleep SECONDS` of each KIND, waits until
# all of them run, then ends as selected by END.
#
# KIND: child     an ordinary child
#       session   a child in a session of its own
#       below     a child of a child in sessions of their own
#       twice     forked twice: its parent is dead
#       cleared   no environment and a session of its own
#       deaf      as cleared, and it ignores SIGTERM
# END:  exit, kill (SIGKILL to itself), stop (SIGSTOP to the cleared ones and to itself),
#       stay (ignores SIGTERM, prints "up")
# -q:   they have no output
# -t:   all ignore SIGTERM
case $1 in
-q)
	shift
	exec >/dev/null 2>&1
	;;
-t)
	shift
	trap "" TERM
	;;
esac
end=${*: -1}
[ "$end" != stay ] || trap "" TERM
seconds=()
for word in "${@:1:$#-1}"; do
	s=${word#*:}
	seconds+=("$s")
	case ${word%:*} in
	child) sleep "$s" & ;;
	session) setsid sleep "$s" & ;;
	below) setsid sh -c "setsid sleep $s & wait" & ;;
	twice) (setsid sh -c "sleep $s &" &) ;;
	cleared) env -i setsid sleep "$s" & ;;
	deaf) (trap "" TERM; exec env -i setsid sleep "$s") & ;;
	esac
done
for s in "${seconds[@]}"; do
	until pgrep -fx "sleep $s" >/dev/null; do :; done
done
case $end in
exit) exit 0 ;;
kill) kill -9 $$ ;;
stop)
	for word; do
		[[ $word != cleared:* ]] || kill -STOP "$(pgrep -fx "sleep ${word#*:}")"
	done
	kill -STOP $$
	;;
stay)
	echo up
	while :; do wait; done
	;;
esac
