/* init/runtime/idle_wait.c - waits for descriptors with as little memory as possible. */
#include "init/runtime/idle_wait.h"

#include "conf/base/raw_syscall.h"

#include <elf.h>
#include <link.h>
#include <stdint.h>
#include <sys/auxv.h>
#include <sys/mman.h>
#include <sys/syscall.h>
#include <time.h>

#define RANGES_MAX  8
#define STACK_BYTES (128u << 10) /* more than the front end uses before it waits */

/* Parts of the program that are not writable, and the page with give_back_and_wait(). */
static struct {
	uintptr_t from, bytes;
} ranges[RANGES_MAX];
static unsigned range_count;
static uintptr_t page_bytes;

/* While this waits, only the page with its code is in memory. It calls nothing, and is
 * aligned so that it fits into one page. */
__attribute__((noinline, aligned(512))) static int
give_back_and_wait(struct pollfd *polls, nfds_t count, const struct timespec *timeout)
{
	uintptr_t here = (uintptr_t)__builtin_frame_address(0) & ~(page_bytes - 1);

	for (unsigned i = 0; i < range_count; i++)
		raw_syscall(SYS_madvise, (long)ranges[i].from, (long)ranges[i].bytes,
			    MADV_DONTNEED, 0, 0);
	raw_syscall(SYS_madvise, (long)(here - page_bytes - STACK_BYTES), STACK_BYTES,
		    MADV_DONTNEED, 0, 0);
	return (int)raw_syscall(SYS_ppoll, (long)polls, (long)count, (long)timeout, 0,
				sizeof(uint64_t));
}

/* The kernel maps 64 KiB around a fault, but not beyond the mapping: a page with advice of
 * its own is a mapping of its own. */
static void separate_own_page(void)
{
	uintptr_t code = (uintptr_t)give_back_and_wait;

	raw_syscall(SYS_madvise, (long)(code & ~(page_bytes - 1)), (long)page_bytes,
		    MADV_RANDOM, 0, 0);
}

static void find_ranges(void)
{
	const ElfW(Phdr) *headers = (const ElfW(Phdr) *)getauxval(AT_PHDR);
	unsigned long count = headers ? getauxval(AT_PHNUM) : 0;
	uintptr_t base = 0;

	page_bytes = getauxval(AT_PAGESZ);
	for (unsigned long i = 0; i < count; i++) {
		if (headers[i].p_type == PT_PHDR)
			base = (uintptr_t)headers - headers[i].p_vaddr;
	}
	for (unsigned long i = 0; i < count && range_count < RANGES_MAX; i++) {
		uintptr_t from = base + headers[i].p_vaddr;
		uintptr_t end = from + headers[i].p_memsz;

		if (headers[i].p_type != PT_LOAD || headers[i].p_flags & PF_W)
			continue;
		from &= ~(page_bytes - 1);
		ranges[range_count].from = from;
		ranges[range_count++].bytes = end - from;
	}
	separate_own_page();
}

int idle_wait(struct pollfd *polls, nfds_t count, int timeout)
{
	struct timespec time = { timeout / 1000, timeout % 1000 * 1000000L };

	if (page_bytes == 0)
		find_ranges();
	return give_back_and_wait(polls, count, timeout < 0 ? NULL : &time);
}
