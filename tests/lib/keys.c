/* tests/lib/keys.c - tests whether this process can reach the keyring of its user id.
 *
 *   keys add NAME      adds a key to the user keyring
 *   keys remove NAME   removes it
 *   keys reach NAME    tries to link the keyring, to find the key (twice), and to add it
 *                      Tries the system calls of this architecture, and on x86-64 also
 *                      those of x32 and i386. Exits with 0 if one of them worked. `remove`
 *                      uses only this architecture's calls, and fails if there is no such
 *                      key. */
#include <errno.h>
#include <linux/keyctl.h>
#include <stdio.h>
#include <string.h>
#include <sys/mman.h>
#include <sys/syscall.h>
#include <unistd.h>

struct table {
	const char *name;
	long (*call)(long number, long a, long b, long c, long d, long e);
	long add_key, request_key, keyctl;
};

static long native(long number, long a, long b, long c, long d, long e)
{
	return syscall(number, a, b, c, d, e) < 0 ? -errno : 0;
}

#ifdef __x86_64__
#define X32 0x40000000

/* Makes a system call of i386. Strings must be below 4 GiB; main() maps them there. */
static long i386(long number, long a, long b, long c, long d, long e)
{
	long result;

	__asm__ volatile("int $0x80"
			 : "=a"(result)
			 : "a"(number), "b"(a), "c"(b), "d"(c), "S"(d), "D"(e)
			 : "memory", "r8", "r9", "r10", "r11");
	return (int)result < 0 ? (int)result : 0;
}
#endif

static const struct table tables[] = {
	{ "native", native, SYS_add_key, SYS_request_key, SYS_keyctl },
#ifdef __x86_64__
	{ "x32", native, SYS_add_key | X32, SYS_request_key | X32, SYS_keyctl | X32 },
	{ "i386", i386, 286, 287, 288 },
#endif
};

static long find(const char *type, const char *name)
{
	return syscall(SYS_keyctl, KEYCTL_SEARCH, KEY_SPEC_USER_KEYRING, type, name, 0);
}

static int worked;

static void report(const struct table *t, const char *what, long result)
{
	worked |= result >= 0;
	printf("%s %s: %s\n", t->name, what,
	       result < 0 ? strerror((int)-result) : "worked");
}

int main(int argc, char **argv)
{
	char *low = mmap((void *)0x10000000, 4096, PROT_READ | PROT_WRITE,
			 MAP_PRIVATE | MAP_ANONYMOUS | MAP_FIXED, -1, 0);
	char *type = low, *name = low + 16, *value = low + 64;

	if (argc != 3 || low == MAP_FAILED)
		return 2;
	strcpy(type, "user");
	snprintf(name, 48, "%s", argv[2]);
	strcpy(value, "secret");
	for (unsigned i = 0; i < sizeof tables / sizeof *tables; i++) {
		const struct table *t = &tables[i];

		if (strcmp(argv[1], "remove") == 0)
			return native(SYS_keyctl, KEYCTL_INVALIDATE, find(type, name), 0, 0,
				      0) < 0;
		if (strcmp(argv[1], "add") == 0) {
			report(t, "add_key",
			       t->call(t->add_key, (long)type, (long)name, (long)value, 6,
				       KEY_SPEC_USER_KEYRING));
			continue;
		}
		report(t, "keyctl link",
		       t->call(t->keyctl, KEYCTL_LINK, KEY_SPEC_USER_KEYRING,
			       KEY_SPEC_SESSION_KEYRING, 0, 0));
		report(t, "keyctl search",
		       t->call(t->keyctl, KEYCTL_SEARCH, KEY_SPEC_USER_KEYRING, (long)type,
			       (long)name, 0));
		report(t, "request_key",
		       t->call(t->request_key, (long)type, (long)name, 0, 0, 0));
		report(t, "add_key",
		       t->call(t->add_key, (long)type, (long)name, (long)value, 6,
			       KEY_SPEC_PROCESS_KEYRING));
	}
	return worked ? 0 : 1;
}
