/* supervisor/proc/explain.c - why a program could not be run, in words that help. */
#include "supervisor/proc/spawn.h"

#include "conf/base/base.h"
#include "supervisor/proc/limits.h"

#include <elf.h>
#include <errno.h>
#include <fcntl.h>
#include <stdio.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

/* The interpreter that an ELF64 or ELF32 file names (elf(5)); NUL-terminated in buf. */
static bool elf_interpreter(int fd, const char *head, ssize_t n, char *buf, size_t size)
{
	Elf64_Ehdr eh;
	Elf64_Phdr ph;

	if (n < (ssize_t)sizeof eh || memcmp(head, ELFMAG, SELFMAG) != 0 ||
	    head[EI_CLASS] != ELFCLASS64)
		return false;
	memcpy(&eh, head, sizeof eh);
	for (unsigned i = 0; i < eh.e_phnum && i < 64; i++) {
		off_t at = (off_t)(eh.e_phoff + (uint64_t)i * sizeof ph);
		if (pread(fd, &ph, sizeof ph, at) != (ssize_t)sizeof ph)
			return false;
		if (ph.p_type != PT_INTERP || ph.p_filesz == 0 || ph.p_filesz >= size)
			continue;
		if (pread(fd, buf, ph.p_filesz, (off_t)ph.p_offset) != (ssize_t)ph.p_filesz)
			return false;
		buf[ph.p_filesz] = '\0';
		return true;
	}
	return false;
}

static bool script_interpreter(const char *head, ssize_t n, char *buf, size_t size)
{
	ssize_t from = 2;
	size_t used = 0;

	if (n < 3 || head[0] != '#' || head[1] != '!')
		return false;
	while (from < n && (head[from] == ' ' || head[from] == '\t'))
		from++;
	/* As the kernel does: a carriage return belongs to the name. */
	while (from < n && used + 1 < size && !strchr(" \t\n", head[from]))
		buf[used++] = head[from++];
	buf[used] = '\0';
	return used > 0;
}

static bool missing_interpreter(const char *file, char *buf, size_t size,
				const char **ret_why)
{
	char head[256];
	struct stat st;
	int fd = open(file, O_RDONLY | O_NONBLOCK | O_NOCTTY | O_CLOEXEC);
	bool found = false;

	if (fd < 0)
		return false;
	if (fstat(fd, &st) == 0 && S_ISREG(st.st_mode)) {
		ssize_t n = pread(fd, head, sizeof head, 0);
		found = elf_interpreter(fd, head, n, buf, size) ||
			script_interpreter(head, n, buf, size);
	}
	close(fd);
	*ret_why = "";
	if (found && strchr(buf, '\r') != NULL) {
		*strchr(buf, '\r') = '\0';
		*ret_why =
			", with a carriage return at its end (the file has CR LF lines),";
	}
	for (char *c = buf; found && *c != '\0'; c++) {
		if (*c < ' ' || *c == 127)
			*c = '?'; /* it goes to somebody's terminal */
	}
	return found && (**ret_why != '\0' || access(buf, F_OK) != 0);
}

static void explain_place(const char *word, const struct spawn_report *report, char *text,
			  size_t size)
{
	const char *reason = strerror(report->err);

	if (report->err == ELOOP)
		reason = "a symbolic link that others than root can change is on the way";
	else if (report->err == EMLINK)
		reason = "a file with several names, which may be somebody else's "
			 "(fs.protected_hardlinks is off)";
	else if (report->err == EINVAL)
		reason = "that owner is not an id of this user namespace";
	snprintf(text, size, "cannot %s %.*s: %s", word, SPAWN_WHAT - 1, report->what,
		 reason);
}

/* One of its limits, or of its streams. */
static void explain_which(const struct spawn_plan *plan, const struct spawn_report *report,
			  char *text, size_t size)
{
	static const char *const streams[] = { "stdin", "stdout", "stderr" };
	const char *reason = strerror(report->err), *path;

	if (report->which >= (int32_t)ARRAY_LEN(streams) ||
	    strstr(spawn_step_word(report->step), streams[0]) == NULL) {
		snprintf(text, size, "cannot set %s: %s%s", limit_name(report->which),
			 reason,
			 report->err == EPERM
				 ? "; a hard limit above ours needs CAP_SYS_RESOURCE"
				 : "");
		return;
	}
	path = plan->stdio[report->which].path;
	snprintf(text, size, "cannot open %s for %s: %s", path != NULL ? path : "/dev/null",
		 streams[report->which], reason);
}

void spawn_explain(const struct spawn_plan *plan, const struct spawn_report *report,
		   char *text, size_t size)
{
	const char *word = spawn_step_word(report->step);
	const char *command = plan->argv != NULL ? plan->argv[0] : "";
	const char *reason = strerror(report->err);
	char interpreter[256];
	const char *why;

	if (report->what[0] != '\0') {
		explain_place(word, report, text, size);
		return;
	}
	if (report->which >= 0) {
		explain_which(plan, report, text, size);
		return;
	}
	if (!spawn_step_is_exec(report->step)) {
		bool directory = strcmp(word, "enter the directory") == 0;
		const char *needs = report->err == EPERM || report->err == EACCES
					    ? spawn_step_needs(report->step)
					    : NULL;
		snprintf(text, size, "cannot %s%s%s: %s%s%s", word, directory ? " " : "",
			 directory && plan->directory ? plan->directory : "", reason,
			 needs ? "; ctinit may lack " : "", needs ? needs : "");
		return;
	}
	if (strchr(command, '/') == NULL && report->err == ENOENT)
		snprintf(text, size, "cannot run %s: not found in PATH %s", command,
			 plan->path ? plan->path : "");
	else if (report->err == ENOENT &&
		 missing_interpreter(command, interpreter, sizeof interpreter, &why))
		snprintf(text, size, "cannot run %s: its interpreter %s%s is missing",
			 command, interpreter, why);
	else
		snprintf(text, size, "cannot run %s: %s", command, reason);
}
