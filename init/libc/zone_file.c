/* init/libc/zone_file.c - reads a time zone file into memory for musl.
 *
 * musl maps the file and reads the map at each localtime_r(3). If a service truncated the
 * file, the next line with a local time would kill PID 1 with SIGBUS. So we replace musl's
 * function by one whose map is a copy. It also refuses files that are not regular, which
 * could block: musl searches several directories for a zone. And it refuses counts that
 * point beyond the end of the file, because musl trusts them (tzfile(5)). */
#include <fcntl.h>
#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>
#include <string.h>
#include <sys/mman.h>
#include <sys/stat.h>
#include <unistd.h>

#define SIZE_LIMIT (1 << 20) /* a zone has some KiB */

/* One of the two blocks of the file: a header of HEADER bytes, and arrays of its counts. */
#define HEADER 44

enum { UTC_COUNT, STANDARD_COUNT, LEAP_COUNT, TIME_COUNT, TYPE_COUNT, NAME_COUNT };

static uint64_t count_of(const unsigned char *block, int i)
{
	const unsigned char *n = block + 20 + 4 * i;

	return (uint64_t)n[0] << 24 | (uint64_t)n[1] << 16 | (uint64_t)n[2] << 8 | n[3];
}

/* Returns the size of the block with its header, or 0 if it does not fit into `size`. */
static size_t block_size(const unsigned char *block, size_t size, uint64_t time_size)
{
	uint64_t need = HEADER;

	if (size < HEADER || memcmp(block, "TZif", 4) != 0)
		return 0;
	need += count_of(block, UTC_COUNT) + count_of(block, STANDARD_COUNT);
	need += count_of(block, LEAP_COUNT) * (time_size + 4);
	need += count_of(block, TIME_COUNT) * (time_size + 1);
	need += count_of(block, TYPE_COUNT) * 6 + count_of(block, NAME_COUNT);
	return need <= size ? (size_t)need : 0;
}

/* Returns true if each change of the time has a type, and each type a name. */
static bool is_complete(const unsigned char *block, uint64_t time_size)
{
	uint64_t times = count_of(block, TIME_COUNT), types = count_of(block, TYPE_COUNT);
	uint64_t names = count_of(block, NAME_COUNT);
	const unsigned char *index = block + HEADER + times * time_size;
	const unsigned char *type = index + times;

	if (types == 0 || names == 0 || type[6 * types + names - 1] != '\0')
		return false;
	for (uint64_t i = 0; i < times; i++)
		if (index[i] >= types)
			return false;
	for (uint64_t i = 0; i < types; i++)
		if (type[6 * i + 5] >= names)
			return false;
	return true;
}

/* Returns true if musl can read the file safely. musl reads the second block if there is
 * one. */
static bool is_zone(const unsigned char *file, size_t size)
{
	size_t first = block_size(file, size, 4), last;

	if (first == 0)
		return false;
	if (file[4] == '\0' || file[4] == '1')
		return is_complete(file, 4);
	last = block_size(file + first, size - first, 8);
	return last != 0 && is_complete(file + first, 8);
}

/* Replaces the function of musl's src/time/__map_file.c. Returns a map of *ret_size bytes,
 * which the caller may unmap, or NULL. */
const unsigned char *__map_file(const char *path, size_t *ret_size);

const unsigned char *__map_file(const char *path, size_t *ret_size)
{
	int fd = open(path, O_RDONLY | O_CLOEXEC | O_NONBLOCK | O_NOCTTY);
	unsigned char *map = MAP_FAILED;
	struct stat st;
	ssize_t n = -1;

	if (fd < 0)
		return NULL;
	if (fstat(fd, &st) == 0 && S_ISREG(st.st_mode) && st.st_size > 0 &&
	    st.st_size <= SIZE_LIMIT)
		map = mmap(NULL, (size_t)st.st_size, PROT_READ | PROT_WRITE,
			   MAP_PRIVATE | MAP_ANONYMOUS, -1, 0);
	if (map != MAP_FAILED)
		n = pread(fd, map, (size_t)st.st_size, 0);
	close(fd);
	if (map == MAP_FAILED)
		return NULL;
	if (n != st.st_size || !is_zone(map, (size_t)n)) {
		munmap(map, (size_t)st.st_size);
		return NULL;
	}
	*ret_size = (size_t)n;
	return map;
}
