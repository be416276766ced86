/* supervisor/logger/shared/state.c - what survives the logger: a memfd that PID 1 owns. */
#include "supervisor/logger/shared/state.h"

#include "conf/base/raw_syscall.h"

#include <errno.h>
#include <stdatomic.h>
#include <string.h>
#include <sys/ioctl.h>
#include <sys/mman.h>
#include <sys/random.h>
#include <sys/syscall.h>
#include <time.h>
#include <unistd.h>

#define PAGE 4096u
#define HOLD ((CARRY_SIZE + PAGE - 1) / PAGE * PAGE)

#define TRIES_MOST 500
#define PAUSE_NSEC 200000

struct place {
	uint32_t source, owner;
	int pipe_fd;
};

_Static_assert(sizeof(struct state_version) < 1024, "two of them fit before the slot");
_Static_assert(offsetof(struct log_state, slot) == PAGE, "the state is one page");
_Static_assert(offsetof(struct source_record, noted) + 8 ==
		       offsetof(struct source_record, device) + sizeof(struct source_note),
	       "a note lies there as it is");

uint64_t state_carry_offset(uint32_t sources, uint32_t source)
{
	uint64_t heads = sizeof(struct log_state) + sources * sizeof(struct source_record);

	return (heads + PAGE - 1) / PAGE * PAGE + (uint64_t)source * HOLD;
}

static uint64_t source_at(uint32_t source)
{
	return offsetof(struct log_state, source) + source * sizeof(struct source_record);
}

uint64_t state_note_offset(uint32_t source)
{
	return source_at(source) + offsetof(struct source_record, device);
}

void state_note_write(int fd, uint32_t source, const struct source_note *note)
{
	ssize_t n = pwrite(fd, note, sizeof *note, (off_t)state_note_offset(source));

	(void)n; /* it has its size: only memory can be missing, then as if not noted */
}

/* Raw: a child that borrows PID 1's memory must not write errno. */
static bool get(int fd, void *to, size_t size, uint64_t at)
{
	return raw_syscall_retry(SYS_pread64, fd, (long)to, (long)size, (long)at, 0) ==
	       (long)size;
}

/* Between two looks at the index nothing was committed: so the state is whole, and no read
 * was begun or ended. `sure` false: it counts what is known. */
static bool written(int fd, const struct place *p, bool sure, uint64_t *ret)
{
	struct source_record state;
	struct state_version now;
	uint32_t which, then;
	uint64_t at = offsetof(struct log_state, which);
	int left = 0;

	if (!get(fd, &which, sizeof which, at) ||
	    !get(fd, &now, sizeof now,
		 offsetof(struct log_state, now) + (which & 1) * sizeof now) ||
	    !get(fd, &state, sizeof state, source_at(p->source)) ||
	    raw_syscall(SYS_ioctl, p->pipe_fd, FIONREAD, (long)&left, 0, 0) < 0 ||
	    !get(fd, &then, sizeof then, at) ||
	    (sure &&
	     (which != then || (now.phase == CHUNK_READING && now.source == p->source))))
		return false;
	if (state.owner != p->owner)
		state.taken = 0;
	else if (now.phase == CHUNK_FULL && now.source == p->source)
		state.taken = now.taken;
	*ret = state.taken + (uint64_t)left;
	return true;
}

bool state_bytes_written(int fd, uint32_t source, uint32_t owner, int pipe_fd,
			 uint64_t *ret)
{
	return written(fd, &(struct place){ source, owner, pipe_fd }, true, ret);
}

/* The logger may be stopped in the middle of a read: then, after a while, what is known
 * counts, and a rest of the process before is taken for this one's. */
int state_note_start(int fd, int pipe_fd, uint32_t source, uint32_t owner, uint64_t run)
{
	const struct place place = { source, owner, pipe_fd };
	const struct timespec pause = { .tv_nsec = PAUSE_NSEC };
	struct source_note note = { .inode = run, .owner = owner };
	bool sure = false;
	long n;

	for (int tries = 0; tries < TRIES_MOST && !sure; tries++) {
		if (tries > 0)
			raw_syscall(SYS_nanosleep, (long)&pause, 0, 0, 0, 0);
		sure = written(fd, &place, true, &note.offset);
	}
	if (!sure && !written(fd, &place, false, &note.offset))
		return -EIO;
	n = raw_syscall_retry(SYS_pwrite64, fd, (long)&note, sizeof note,
			      (long)state_note_offset(source), 0);
	return n < 0 ? (int)n : 0;
}

struct activity state_activity(int fd)
{
	struct activity at = { ACTIVITY_IDLE, 0 };

	get(fd, &at, sizeof at, offsetof(struct log_state, at));
	return at;
}

void state_clear_activity(int fd)
{
	const struct activity at = { ACTIVITY_IDLE, 0 };
	ssize_t n = pwrite(fd, &at, sizeof at, offsetof(struct log_state, at));

	(void)n; /* as above */
}

bool state_slot_is_released(int fd, uint32_t source)
{
	struct source_record state;

	return get(fd, &state, sizeof state, source_at(source)) &&
	       state.owner == SLOT_RELEASED;
}

uint64_t state_size(uint32_t sources)
{
	return state_carry_offset(sources, sources);
}

char *state_carry(struct log_state *s, uint32_t source)
{
	return (char *)s + state_carry_offset(s->sources, source);
}

static bool out_fits(const struct console_state *o)
{
	return o->begin <= o->end && o->end <= CONSOLE_BUFFER_SIZE &&
	       o->direct <= CHUNK_END_MAX && o->direct_len <= CHUNK_END_MAX - o->direct;
}

/* Before the slot was looked at its marks say nothing yet: limit is 0. */
static bool slot_fits(const struct state_version *n)
{
	bool fits = n->begin <= n->end && n->end <= CHUNK_END_MAX &&
		    n->end - n->begin <= CARRY_SIZE && n->limit <= n->end &&
		    n->allowed <= n->limit;

	for (int i = 0; i < DEST_COUNT && n->phase == CHUNK_FULL && n->limit > 0; i++)
		fits = fits && n->begin <= n->done[i] && n->done[i] <= n->allowed;
	if (n->phase == CHUNK_FULL && n->limit > 0)
		fits = fits && n->begin <= n->recorded && n->recorded <= n->limit;
	return fits && (n->phase != CHUNK_READING || n->limit >= n->begin);
}

static bool now_fits(const struct log_state *s)
{
	const struct state_version *n = state_current(s);
	uint32_t most = n->file_slot ? CHUNK_END_MAX : CONSOLE_BUFFER_SIZE;

	return n->phase <= CHUNK_FULL && n->source < s->sources && slot_fits(n) &&
	       out_fits(&n->out[0]) && out_fits(&n->out[1]) && n->file_from <= most &&
	       n->file_len <= most - n->file_from;
}

struct log_state *state_map(int fd, uint32_t sources)
{
	struct log_state *s = mmap(NULL, state_size(sources), PROT_READ | PROT_WRITE,
				   MAP_SHARED | MAP_NORESERVE, fd, 0);

	if (s == MAP_FAILED)
		return NULL;
	if (s->magic != STATE_MAGIC || s->sources != sources || !now_fits(s)) {
		memset(s->now, 0, sizeof s->now);
		s->sources = sources;
		s->which = 0;
		s->magic = STATE_MAGIC;
	}
	return s;
}

struct state_version *state_begin(struct log_state *s)
{
	struct state_version *next = &s->now[~s->which & 1];

	*next = *state_current(s);
	return next;
}

/* Only our own death has to find this in order, not another processor: no fence of the
 * hardware. */
void state_commit(struct log_state *s)
{
	atomic_signal_fence(memory_order_seq_cst);
	*(volatile uint32_t *)&s->which = s->which + 1;
	atomic_signal_fence(memory_order_seq_cst);
}

/* Few bytes cannot hold a secret: bytes that no text has. */
static void canary(const struct state_version *n, char place[8], uint32_t *ret_at,
		   uint32_t *ret_len)
{
	uint32_t want = n->end - n->limit;

	memset(place, 0xff, 8);
	*ret_len = want < 8 ? want : 8;
	*ret_at = n->end - *ret_len;
	if (want >= 8)
		memcpy(place, &n->canary, 8);
}

/* While it is read, `limit` is where the new bytes come and `end` where they end. */
void state_begin_read(struct log_state *s, uint32_t source, uint32_t begin, uint32_t at,
		      uint32_t want)
{
	static uint64_t secret;
	struct state_version *n = state_begin(s);
	char bytes[8];
	uint32_t place, len;

	if (secret == 0 && getrandom(&secret, sizeof secret, GRND_NONBLOCK) < 0)
		secret = 0x9e3779b97f4a7c15ull ^ (uintptr_t)s;
	secret = secret * 6364136223846793005ull + 1442695040888963407ull;
	n->phase = CHUNK_READING;
	n->source = source;
	n->begin = begin;
	n->limit = at;
	n->end = at + want;
	n->tries = 0;
	n->taken = s->source[source].taken;
	n->allowed = n->done[0] = n->done[1] = n->recorded = begin;
	n->canary = secret;
	canary(n, bytes, &place, &len);
	memcpy(s->slot + place, bytes, len);
	state_commit(s);
}

bool state_read_completed(const struct log_state *s)
{
	char bytes[8];
	uint32_t place, len;

	canary(state_current(s), bytes, &place, &len);
	return memcmp(s->slot + place, bytes, len) != 0;
}
