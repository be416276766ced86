/* tests/fuzz/log_follow_fuzz.c - rotates, truncates, removes, creates and replaces followed
 * files, and kills the logger: no line is missing, and lines are repeated or torn only
 * after a kill.
 *
 * A daemon writes to its open file, and reopens it some time after it was moved. The logger
 * has time to read before a file is truncated or replaced. */
#include "tests/fuzz/log_oracle.h"

#include <errno.h>
#include <fcntl.h>
#include <sys/stat.h>
#include <unistd.h>

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size);

#define FILES 2u
#define MARKS 64u

static char top[] = "/dev/shm/fuzz-log.XXXXXX";
static char dir[64], paths[FILES][80];

static struct daemon {
	int fd;
	struct text sent;
	size_t marks[MARKS];
	unsigned mark_count;
	bool at_path; /* the daemon's open file still has the path */
} daemons[FILES];
static unsigned number, owners;
static struct packet_tail places[FILES];

static void look(void)
{
	rig.readers = true;
	for (int i = 0; i < 3; i++) {
		rig.nsec += 300000000u;
		rig_run();
	}
}

static void open_again(unsigned i)
{
	struct daemon *d = &daemons[i];
	struct stat st;

	if (d->at_path || d->mark_count == MARKS)
		return;
	mkdir(dir, 0700);
	look(); /* the logger reads the old file to its end */
	if (lstat(paths[i], &st) == 0 && !S_ISREG(st.st_mode) && unlink(paths[i]) < 0)
		rmdir(paths[i]);
	if (d->fd >= 0)
		close(d->fd);
	d->fd = open(paths[i], O_WRONLY | O_APPEND | O_CREAT | O_CLOEXEC | O_NOFOLLOW,
		     0600);
	CHECK(d->fd >= 0, "%s: %s", paths[i], strerror(errno));
	d->marks[d->mark_count++] = d->sent.len;
	d->at_path = true;
	look();
}

static void append(struct bytes *b, unsigned i)
{
	struct daemon *d = &daemons[i];
	unsigned how = take(b), times = 1 + take(b) % 50;
	char line[64];

	if (d->fd < 0 || d->sent.len > RIG_SENT)
		return;
	while (times-- > 0) {
		int n = snprintf(line, sizeof line, "%08u %.*s\n", number++,
				 (int)(how % 32),
				 "abcdefghijklmnopqrstuvwxyzabcdefghijklmnop");

		if (times == 0 && (how & 128)) /* no newline yet */
			n -= 1 + (int)(how % 8);
		CHECK(write(d->fd, line, (size_t)n) == n, "write");
		text_add(&d->sent, line, (size_t)n);
	}
}

static void long_line(struct bytes *b, unsigned i)
{
	struct daemon *d = &daemons[i];
	size_t len = 100u * take(b);
	static char text[30000];

	if (d->fd < 0 || d->sent.len > RIG_SENT)
		return;
	for (size_t at = 0; at <= len; at += 9)
		snprintf(text + at, 10, "%08u ", number);
	number++;
	CHECK(write(d->fd, text, len) == (ssize_t)len, "write");
	text_add(&d->sent, text, len);
}

static void rotate(struct bytes *b, unsigned i)
{
	struct daemon *d = &daemons[i];
	char to[100], older[100];

	if (!d->at_path)
		return;
	look();
	snprintf(to, sizeof to, "%s.1", paths[i]);
	snprintf(older, sizeof older, "%s.2", paths[i]);
	rename(to, older);
	rename(paths[i], to);
	d->at_path = false;
	if (take(b) & 1)
		look();
}

static void truncate_it(unsigned i)
{
	struct daemon *d = &daemons[i];

	if (d->fd < 0 || d->mark_count == MARKS)
		return;
	look();
	CHECK(ftruncate(d->fd, 0) == 0, "truncate");
	d->marks[d->mark_count++] = d->sent.len;
	look();
}

/* A new logger could not find the file by its name, so cancel a pending kill. */
static void replace(struct bytes *b, unsigned i)
{
	struct daemon *d = &daemons[i];
	unsigned by = take(b);

	mkdir(dir, 0700);

	look();
	rig.kill_after = 0;
	if (unlink(paths[i]) < 0)
		rmdir(paths[i]);
	d->at_path = false;
	if (by % 5 == 1)
		CHECK(symlink("/etc/passwd", paths[i]) == 0, "symlink");
	else if (by % 5 == 2)
		CHECK(mkfifo(paths[i], 0600) == 0, "fifo");
	else if (by % 5 == 3)
		CHECK(mkdir(paths[i], 0700) == 0, "directory");
	if (by & 64)
		look();
	/* Unless by % 5 is 0, the path names another file now, and the logger has opened it
	 * or may do so: the old file is not followed any more. */
	if (d->fd >= 0 && by % 5 > 0) {
		close(d->fd);
		d->fd = -1;
	}
}

static void remove_directory(unsigned keep)
{
	char name[100];

	look();
	rig.kill_after = 0;
	for (unsigned i = 0; i < FILES; i++) {
		for (unsigned n = 1; n < 3; n++) {
			snprintf(name, sizeof name, "%s.%u", paths[i], n);
			unlink(name);
		}
		if (unlink(paths[i]) < 0)
			rmdir(paths[i]);
		daemons[i].at_path = false;
	}
	CHECK(rmdir(dir) == 0 || errno == ENOENT, "rmdir: %s", strerror(errno));
	if (keep & 1)
		look();
}

/* Lets a second service follow the same files for a while. After it is removed, inotify
 * must still wake the logger for the first one. */
static void share(unsigned i)
{
	const char *const follows[] = { paths[0], paths[1] };
	struct packet_short gone = { .kind = PACKET_REMOVE, .id = 20 };
	struct daemon *d = &daemons[i];
	size_t before;
	char line[16];
	int n;

	rig.kill_after = 0;
	rig_stream(1)->console = 0;
	rig_add(1, 0, &(struct rig_names){ "b", "", follows, FILES });
	rig_say(&rig.streams[1].settings, rig.streams[1].settings_len, NULL, 0);
	look();
	rig_say(&gone, sizeof gone, NULL, 0);
	rig.streams[1].settings_len = 0;
	look();
	before = rig.got[0].len;
	if (rig.no_inotify || d->fd < 0 || !d->at_path)
		return;
	n = snprintf(line, sizeof line, "%08u\n", number++); /* each line is different */
	CHECK(write(d->fd, line, (size_t)n) == n, "write");
	text_add(&d->sent, line, (size_t)n);
	rig_run();
	CHECK(rig.got[0].len > before || rig.got[1].len > 0, "inotify did not wake it");
}

static void tell_places(void)
{
	const char *const follows[] = { paths[0], paths[1] };

	rig_name(0, &(struct rig_names){ "a", "", follows, FILES }, places);
	rig_say(&rig.streams[0].settings, rig.streams[0].settings_len, NULL, 0);
}

/* Reloads without one file: the logger must read it to its end, complete its last line and
 * release its slot. A second reload then follows the file from there on, in the same or
 * another slot. */
static void change(struct bytes *b, unsigned i)
{
	struct daemon *d = &daemons[i];
	unsigned how = take(b);

	if (!d->at_path || d->mark_count == MARKS)
		return;
	if (how & 1)
		look();
	if (daemons[0].at_path && daemons[1].at_path && (how & 2))
		rig.kill_after = 1 + how / 16;
	places[i].retiring = 1;
	tell_places();
	look();
	CHECK(log_memory_slot_is_released(rig.log_memory_fd, places[i].slot),
	      "the slot is not released");
	d->marks[d->mark_count++] = d->sent.len;
	places[i] = (struct packet_tail){ how & 4 ? 2 + i : 4 + number % 8 * 2 + i,
					  100 + owners++, 0 };
	tell_places();
	look();
}

static void step(struct bytes *b)
{
	unsigned op = take(b), i = op / 16 % FILES;

	switch (op % 16) {
	case 0: rotate(b, i); break;
	case 1: truncate_it(i); break;
	case 2: replace(b, i); break;
	case 3: remove_directory(op / 16); break;
	case 4:
	case 5: open_again(i); break;
	case 6: look(); break;
	case 7:
		rig.readers = op & 128;
		rig_run();
		break;
	case 8:
		if (daemons[0].at_path && daemons[1].at_path) {
			rig.kill_after = 1 + take(b);
			rig.kill_how = take(b);
		}
		break;
	case 9: long_line(b, i); break;
	case 10: share(i); break;
	case 11: change(b, i); break;
	default: append(b, i); break;
	}
}

static void begin(struct bytes *b)
{
	const char *const follows[] = { paths[0], paths[1] };
	unsigned how = take(b);

	rig_begin((enum rig_console)(how % 3), RIG_CONSOLE_FILE, !(how & 16));
	rig.no_inotify = how & 64;
	if (how & 32)
		mkdir(dir, 0700);
	memset(daemons, 0, sizeof daemons);
	for (unsigned i = 0; i < FILES; i++) {
		daemons[i].fd = -1;
		places[i] = (struct packet_tail){ 2 + i, 1, 0 };
	}
	number = owners = 0;
	rig_stream(0);
	rig_add(0, 1, &(struct rig_names){ "a", "", follows, FILES });
	rig_process(0, false, "");
	rig_go();
	rig_run();
}

static void check(void)
{
	struct expect all[FILES];

	for (unsigned i = 0; i < FILES; i++) {
		struct daemon *d = &daemons[i];

		all[i] = (struct expect){ .sent = &d->sent,
					  .marks = d->marks,
					  .mark_count = d->mark_count,
					  .marks_end = true,
					  .name = "a",
					  .format = LINE_PREFIX,
					  .may_repeat = rig.kills };
	}
	expect_text(all, FILES, &rig.got[0], rig.kills);
	for (unsigned i = 0; i < FILES; i++) {
		expect_end(&all[i]);
		free(daemons[i].sent.at);
	}
}

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
	struct bytes b = { data, data + size };

	if (strstr(top, "XXXXXX") != NULL) {
		CHECK(mkdtemp(top) != NULL, "no directory");
		snprintf(dir, sizeof dir, "%s/logs", top);
		for (unsigned i = 0; i < FILES; i++)
			snprintf(paths[i], sizeof paths[i], "%s/f%u", dir, i);
	}
	begin(&b);
	while (bytes_left(&b) > 0)
		step(&b);
	look();
	rig.kill_after = 0;
	rig_drain();
	check();
	rig_end();
	mkdir(dir, 0700);
	remove_directory(0);
	return 0;
}
