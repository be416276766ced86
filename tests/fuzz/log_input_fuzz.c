/* tests/fuzz/log_input_fuzz.c - writes any bytes as services, with any kind of console, and
 * kills the logger. The output must equal the input, except for reported losses and for
 * lines repeated or torn by a kill. */
#include "tests/fuzz/log_oracle.h"

#include <dirent.h>
#include <errno.h>
#include <fcntl.h>
#include <sys/stat.h>
#include <unistd.h>

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size);

#define KEEP 60u

static char dir[] = "/dev/shm/fuzz-log.XXXXXX";
static const char *const names[] = { "a", "b", "web" };

struct how {
	unsigned streams;
	bool numbered; /* each line has a number, to detect missing lines */
	bool kills, drops, fails;
	bool files[RIG_STREAMS];
	unsigned number;
};

static const char *const tokens[] = {
	"{",
	"}",
	"[",
	"]",
	"\"",
	"\\u0041",
	"\\",
	"{\"a\":1}\n",
	"null",
	"1e5",
	"-0",
	":",
	",",
	"\r\n",
	"\n",
	"\xf0\x9f\x98\x80",
	"\xed\xa0\x80",
	"\xc2\x9b",
	"\033[31m",
	"\t",
	"\xff\xfe",
	"ctinit: ",
	"a | ",
	" [...]\n",
};

static void write_one(struct how *h, struct bytes *b, unsigned i, int k)
{
	static char text[40000];
	unsigned what = take(b);
	size_t n;

	/* If its process has ended, another process of the service writes now. */
	if (rig.streams[i].run.process.ended)
		rig_process(i, false, "");
	if (h->numbered) {
		size_t fill = what % 8 == 0 ? 17000u + what * 16 : what;

		for (unsigned times = 1 + take(b) % 100; times-- > 0;) {
			/* Each part of the line has the number. */
			snprintf(text, 10, "%08u ", h->number);
			for (n = 9; n < fill + 9; n *= 2)
				memcpy(text + n, text, n < fill + 9 - n ? n : fill + 9 - n);
			h->number++;
			text[fill + 9] = '\n';
			rig_write(i, k, text, fill + 10);
		}
	} else if (what % 4 == 0) {
		n = (what & 0xf0) * 160;
		memset(text, (int)take(b), n);
		rig_write(i, k, text, n);
	} else if (what % 4 == 1) {
		const char *t = tokens[take(b) % (sizeof tokens / sizeof tokens[0])];

		for (unsigned times = 1 + take(b) % 64; times-- > 0;)
			rig_write(i, k, t, strlen(t));
	} else {
		const char *t = take_text(b, 4096, &n);

		rig_write(i, k, t, n);
	}
}

static bool at_line_end(unsigned i)
{
	for (int k = 0; k < 2; k++) {
		const struct text *t = &rig.streams[i].sent[k];

		if (t->len > 0 && t->at[t->len - 1] != '\n')
			return false;
	}
	return true;
}

/* Starts or ends the process of a service. Reads the consoles meanwhile; otherwise old
 * output stays in the pipe and looks like output of the next process. */
static void process(struct how *h, struct bytes *b, unsigned i, bool ended)
{
	static const char *const regexes[] = { "", "", "0000[0-9]", "^a*$", "x|\xff" };
	bool readers = rig.readers;

	if (h->numbered && !at_line_end(i))
		return;
	rig.readers = true;
	rig_run();
	rig_process(i, ended, regexes[take(b) % 5]);
	rig_run();
	rig.readers = readers;
}

static void step(struct how *h, struct bytes *b)
{
	struct packet_short reopen = { .kind = PACKET_REOPEN };
	unsigned op = take(b), i = op / 16 % h->streams;

	switch (op % 16) {
	case 6: rig_read(0, 1 + take(b) * 64); break;
	case 7: rig_read(1, 1 + take(b) * 64); break;
	case 8:
		if (!h->kills)
			break;
		rig.kill_after = 1 + take(b);
		rig.kill_how = take(b);
		break;
	case 9: rig.nsec += (uint64_t)take(b) * 10000000u; break;
	case 10: process(h, b, i, op & 128); break;
	case 11: rig_say(&reopen, sizeof reopen, NULL, 0); break;
	case 12:
		if (h->fails)
			rig.fail_writes = take(b) % 8;
		rig.fail_errno = op & 128 ? ENOSPC : EIO;
		break;
	case 13: rig.readers = op & 128; break;
	case 14:
	case 15: rig_run(); break;
	default: write_one(h, b, i, op % 4 == 3); break;
	}
}

static void begin(struct how *h, struct bytes *b)
{
	unsigned mode = take(b), shape = take(b);
	char path[64];

	h->streams = 1 + mode % 3;
	h->kills = mode & 4;
	h->drops = mode & 8;
	h->fails = mode & 16;
	h->numbered = h->kills || h->drops || h->fails || (mode & 32);
	rig_begin((enum rig_console)(shape % 3), (enum rig_console)(shape / 3 % 3),
		  !(mode & 64));
	rig.terminal[0] = (shape & 64) && !h->kills;
	rig.terminal[1] = (shape & 128) && !h->kills;
	for (unsigned i = 0; i < h->streams; i++) {
		struct packet_stream *w = rig_stream(i);
		unsigned more = take(b);

		w->format = h->streams == 1 ? 1 + more % 3 : 2 + more % 2;
		w->file_format = 1 + more / 4 % 3;
		w->console = (more & 128) || h->kills;
		w->drop = h->drops && (more & 64);
		w->rate = h->drops && (more & 32) ? 20 + more % 64 : 0;
		w->keep = KEEP;
		w->file_max_bytes = more & 16 ? 20000 : 0;
		snprintf(path, sizeof path, "%s/%s", dir, names[i]);
		h->files[i] = more & 8;
		rig_add(i, 3,
			&(struct rig_names){ names[i], h->files[i] ? path : "", NULL, 0 });
		rig_process(i, false, "");
	}
	rig_go();
	rig_run();
}

static struct expect expect_of(const struct how *h, unsigned i, int k)
{
	const struct rig_stream *s = &rig.streams[i];

	return (struct expect){ .sent = &s->sent[k],
				.marks = s->marks[k],
				.mark_count = s->mark_count[k],
				.name = names[i],
				.format = (enum line_format)s->settings.stream.format,
				.terminal = rig.terminal[k],
				.may_skip = h->drops,
				.may_repeat = rig.kills };
}

static void check_consoles(const struct how *h)
{
	for (int k = 0; k < 2; k++) {
		struct expect all[RIG_STREAMS];
		size_t count = 0;

		for (unsigned i = 0; i < h->streams; i++)
			if (rig.streams[i].settings.stream.console)
				all[count++] = expect_of(h, i, k);
		expect_text(all, count, &rig.got[k], rig.kills);
		for (size_t i = 0; i < count; i++) {
			expect_end(&all[i]);
			unsigned long long told = all[i].told + all[i].over_rate;

			CHECK(all[i].skipped == told, "%s %d: %llu are missing, %llu told",
			      all[i].name, k, all[i].skipped, told);
		}
	}
}

static void read_file(struct text *t, const char *path)
{
	static char buffer[65536];
	int fd = open(path, O_RDONLY | O_CLOEXEC);
	ssize_t n;

	while (fd >= 0 && (n = read(fd, buffer, sizeof buffer)) > 0)
		text_add(t, buffer, (size_t)n);
	if (fd >= 0)
		close(fd);
	unlink(path);
}

/* Checks a log file. It has both streams of its service, each in order. Skips the check if
 * the oldest part was deleted, or if both streams have lines without numbers. */
static void check_file(const struct how *h, unsigned i)
{
	struct text got = { 0 };
	struct stat st;
	char path[80];
	bool full;

	snprintf(path, sizeof path, "%s/%s.%u", dir, names[i], KEEP);
	full = stat(path, &st) == 0;
	for (unsigned n = KEEP; n > 0; n--) {
		snprintf(path, sizeof path, "%s/%s.%u", dir, names[i], n);
		read_file(&got, path);
	}
	snprintf(path, sizeof path, "%s/%s", dir, names[i]);
	read_file(&got, path);
	struct expect all[2] = { expect_of(h, i, 0), expect_of(h, i, 1) };
	bool one = all[0].sent->len == 0 || all[1].sent->len == 0 || h->numbered;
	for (int k = 0; k < 2; k++) {
		all[k].format =
			(enum line_format)rig.streams[i].settings.stream.file_format;
		all[k].terminal = false;
		all[k].may_repeat = 0;
		all[k].may_skip =
			full || h->fails || rig.streams[i].settings.stream.rate > 0;
	}
	if (one && !full) {
		expect_text(all, 2, &got, 0);
		expect_end(&all[0]);
		expect_end(&all[1]);
	}
	free(got.at);
}

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
	struct bytes b = { data, data + size };
	struct how h = { 0 };

	if (strstr(dir, "XXXXXX") != NULL)
		CHECK(mkdtemp(dir) != NULL, "no directory");
	begin(&h, &b);
	while (bytes_left(&b) > 0)
		step(&h, &b);
	rig.kill_after = rig.fail_writes = 0;
	rig_drain();
	check_consoles(&h);
	for (unsigned i = 0; i < h.streams; i++)
		if (h.files[i])
			check_file(&h, i);
	rig_end();
	return 0;
}
