/* supervisor/proc/interpreter.c - finds the missing interpreter of a program. */
#include "supervisor/proc/interpreter.h"

#include "conf/base/raw_syscall.h"

#include <elf.h>
#include <fcntl.h>
#include <stdbool.h>
#include <stdint.h>
#include <string.h>
#include <sys/stat.h>
#include <sys/syscall.h>
#include <unistd.h>

static bool read_at(int fd, void *to, size_t size, uint64_t offset)
{
	return raw_syscall_retry(SYS_pread64, fd, (long)to, (long)size, (long)offset, 0) ==
	       (long)size;
}

/* Reads program header `i`. If it is PT_INTERP, returns the offset and the length of the
 * interpreter's name, with the NUL; else *ret_size is 0. Returns false if there is no such
 * header. */
static bool find_elf_interpreter(int fd, const char *head, unsigned i, uint64_t *ret_offset,
				 uint64_t *ret_size)
{
	Elf64_Ehdr e64;
	Elf32_Ehdr e32;
	Elf64_Phdr p64 = { 0 };
	Elf32_Phdr p32 = { 0 };

	if (head[EI_CLASS] == ELFCLASS64) {
		memcpy(&e64, head, sizeof e64);
		if (i >= e64.e_phnum ||
		    !read_at(fd, &p64, sizeof p64, e64.e_phoff + i * sizeof p64))
			return false;
		*ret_offset = p64.p_offset;
		*ret_size = p64.p_type == PT_INTERP ? p64.p_filesz : 0;
	} else {
		memcpy(&e32, head, sizeof e32);
		if (i >= e32.e_phnum ||
		    !read_at(fd, &p32, sizeof p32, e32.e_phoff + i * sizeof p32))
			return false;
		*ret_offset = p32.p_offset;
		*ret_size = p32.p_type == PT_INTERP ? p32.p_filesz : 0;
	}
	return true;
}

static bool elf_interpreter(int fd, const char *head, long n, char *buf, size_t size)
{
	uint64_t offset, length;

	if (n < (long)sizeof(Elf64_Ehdr) || memcmp(head, ELFMAG, SELFMAG) != 0 ||
	    (head[EI_CLASS] != ELFCLASS64 && head[EI_CLASS] != ELFCLASS32))
		return false;
	for (unsigned i = 0; i < 64 && find_elf_interpreter(fd, head, i, &offset, &length);
	     i++) {
		if (length == 0 || length >= size)
			continue;
		buf[length] = '\0';
		return read_at(fd, buf, length, offset);
	}
	return false;
}

static bool script_interpreter(const char *head, long n, char *buf, size_t size)
{
	long from = 2;
	size_t used = 0;

	if (n < 3 || head[0] != '#' || head[1] != '!')
		return false;
	while (from < n && (head[from] == ' ' || head[from] == '\t'))
		from++;
	/* the kernel also treats a carriage return as part of the name */
	while (from < n && used + 1 < size && !strchr(" \t\n", head[from]))
		buf[used++] = head[from++];
	buf[used] = '\0';
	return used > 0;
}

enum interpreter interpreter_look(const char *file, char *buf, size_t size)
{
	char head[256];
	struct stat st;
	bool found = false;
	int fd = (int)raw_syscall_retry(SYS_openat, AT_FDCWD, (long)file,
					O_RDONLY | O_NONBLOCK | O_NOCTTY | O_CLOEXEC, 0, 0);

	if (fd < 0)
		return INTERPRETER_FINE;
	if (raw_syscall_retry(SYS_fstat, fd, (long)&st, 0, 0, 0) == 0 &&
	    S_ISREG(st.st_mode)) {
		long n = raw_syscall_retry(SYS_pread64, fd, (long)head, sizeof head, 0, 0);

		found = elf_interpreter(fd, head, n, buf, size) ||
			script_interpreter(head, n, buf, size);
	}
	raw_syscall(SYS_close, fd, 0, 0, 0, 0);
	if (found && strchr(buf, '\r') != NULL) {
		*strchr(buf, '\r') = '\0';
		return INTERPRETER_CR;
	}
	return found && raw_syscall_retry(SYS_faccessat, AT_FDCWD, (long)buf, F_OK, 0, 0) <
				       0
		       ? INTERPRETER_MISSING
		       : INTERPRETER_FINE;
}

bool interpreter_is_binary(const char *file)
{
	char head[80];
	long n = 0;
	int fd = (int)raw_syscall_retry(SYS_openat, AT_FDCWD, (long)file,
					O_RDONLY | O_NONBLOCK | O_NOCTTY | O_CLOEXEC, 0, 0);

	if (fd < 0)
		return false;
	n = raw_syscall_retry(SYS_pread64, fd, (long)head, sizeof head, 0, 0);
	raw_syscall(SYS_close, fd, 0, 0, 0, 0);
	return n > 0 && memchr(head, '\0', (size_t)n) != NULL;
}
