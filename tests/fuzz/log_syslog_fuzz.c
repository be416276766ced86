/* tests/fuzz/log_syslog_fuzz.c - sends datagrams to /dev/log: those of RFC 3164 and 5424
 * are split into their parts, any other bytes become one harmless line. */
#include "supervisor/logger/format/syslog.h"
#include "tests/fuzz/log_rig.h"

#include "conf/base/escape.h"

#include <sys/socket.h>
#include <unistd.h>

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size);

static struct text wanted;

static void line_wanted(const char *line, size_t len)
{
	text_add(&wanted, line, len);
}

/* Copies text of the input without the characters in `without`, line ends and NUL. */
static size_t clean(struct bytes *b, const char *without, size_t most, char *out)
{
	size_t n, used = 0;
	const char *text = take_text(b, most, &n);

	for (size_t i = 0; i < n; i++)
		if (text[i] != '\0' && strchr(without, text[i]) == NULL &&
		    text[i] != '\n' && text[i] != '\r')
			out[used++] = text[i];
	out[used] = '\0';
	return used;
}

static size_t escaped(char *out, const char *text)
{
	size_t n = escape_line(out, text, strlen(text));

	out[n] = '\0';
	return n;
}

static void shaped(struct bytes *b, char *datagram, char *want)
{
	static const char *const facilities[] = { "kern", "user", "mail", "daemon",
						  "auth" };
	static const char *const severities[] = { "emerg",   "alert",  "crit", "err",
						  "warning", "notice", "info", "debug" };
	char tag[64], text[600], tag_out[300], text_out[2500];
	unsigned facility = take(b) % 5, severity = take(b) % 8, how = take(b);

	clean(b, " :[]\t\v\f", 40, tag);
	for (char *c = tag; *c; c++)
		if ((unsigned char)*c <= 0x20)
			*c = '_';
	if (tag[0] == '\0' || strcmp(tag, "-") == 0)
		strcpy(tag, "x");
	clean(b, "", 500, text);
	if (how & 1 && strncmp(text, "\xef\xbb\xbf", 3) == 0)
		text[0] = 'x';
	escaped(tag_out, tag);
	escaped(text_out, text);
	if (how & 1)
		sprintf(datagram, "<%u>1 2026-11-25T10:00:00.1Z host %s %s ID %s %s%s",
			facility * 8 + severity, tag, how & 4 ? "12" : "-",
			how & 8 ? "[a b=\"\\]\\\" x\"][c d=\"]\"]" : "-",
			how & 2 ? "\xef\xbb\xbf" : "", text);
	else
		sprintf(datagram, "<%u>%s%s%s: %s", facility * 8 + severity,
			how & 8 ? "Nov  5 10:00:00 " : "", tag, how & 4 ? "[12]" : "",
			text);
	sprintf(want, "syslog | %s.%s %s%s: %s\n", facilities[facility],
		severities[severity], tag_out, how & 4 ? "[12]" : "", text_out);
}

/* Checks that a datagram becomes one line that begins with FACILITY.SEVERITY and has no raw
 * control characters. The console must show this line. */
static void check_line(const char *text, size_t len)
{
	static char out[SYSLOG_LINE_MAX];
	size_t n = syslog_line(text, len, out), dot;

	CHECK(n > 0 && n <= sizeof out && out[n - 1] == '\n', "no line");
	dot = strcspn(out, ".");
	CHECK(dot < 9 && memchr(out, ' ', 20) != NULL, "no priority");
	for (size_t i = 0, c; i + 1 < n; i += c) {
		c = utf8_character(out + i, n - i);
		CHECK(c > 0 && (out[i] == '\t' || !utf8_is_control(out + i, c)),
		      "raw bytes");
	}
	if (len > 0)
		line_wanted("syslog | ", 9);
	if (len > 0)
		line_wanted(out, n);
}

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
	static char datagram[SYSLOG_BYTES_MAX + 100], want[4096];
	struct bytes b = { data, data + size };
	struct packet_stream *w;

	wanted.len = 0;
	rig_begin(RIG_CONSOLE_FILE, RIG_CONSOLE_FILE, true);
	CHECK(socketpair(AF_UNIX, SOCK_DGRAM | SOCK_CLOEXEC | SOCK_NONBLOCK, 0,
			 rig.syslog) == 0,
	      "sockets");
	w = rig_stream(0);
	w->is_syslog = w->drop = 1;
	w->ring_size = 0;
	rig_add(0, 0, &(struct rig_names){ "syslog", "", NULL, 0 });
	rig_go();
	rig_run();
	while (bytes_left(&b) > 0) {
		size_t n;
		unsigned how = take(&b);

		if (how % 4 == 0) {
			const char *text = take_text(&b, sizeof datagram, &n);

			if (send(rig.syslog[1], text, n, MSG_DONTWAIT) == (ssize_t)n)
				check_line(text, n);
		} else if (how % 4 == 1) {
			rig_run();
		} else {
			shaped(&b, datagram, want);
			if (send(rig.syslog[1], datagram, strlen(datagram), MSG_DONTWAIT) >
			    0)
				line_wanted(want, strlen(want));
		}
	}
	rig_drain();
	CHECK(rig.got[0].len == wanted.len &&
		      (wanted.len == 0 ||
		       memcmp(rig.got[0].at, wanted.at, wanted.len) == 0),
	      "got    %.*s\nwanted %.*s", (int)rig.got[0].len, rig.got[0].at,
	      (int)wanted.len, wanted.at);
	rig_end();
	return 0;
}
