/* tests/unit/supervisor/proc/interpreter_test.c - finds the missing interpreter of scripts
 * and of ELF files. */
#include "supervisor/proc/interpreter.h"

#include <elf.h>
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>
/* cmocka.h needs the headers above. */
#include <cmocka.h>

#include "tests/unit/supervisor/write_file.h"

static void expect_look(const char *file, const void *bytes, size_t size, const char *want)
{
	char name[64];

	write_program(file, bytes, size);
	assert_int_equal(interpreter_look(file, name, sizeof name),
			 want != NULL ? INTERPRETER_MISSING : INTERPRETER_FINE);
	if (want != NULL)
		assert_string_equal(name, want);
}

/* The files have only the headers that the kernel reads before it opens the interpreter. */
static void elf_files(void **state)
{
	struct {
		Elf64_Ehdr head;
		Elf64_Phdr part;
		char name[16];
	} e64 = { .head = { .e_ident = ELFMAG, .e_type = ET_EXEC } };
	struct {
		Elf32_Ehdr head;
		Elf32_Phdr part;
		char name[16];
	} e32 = { .head = { .e_ident = ELFMAG, .e_phoff = sizeof e32.head, .e_phnum = 1 } };
	char file[] = "/tmp/ctinit-interpreter-XXXXXX", name[64];

	(void)state;
	close(mkstemp(file));
	e64.head.e_ident[EI_CLASS] = ELFCLASS64;
	e64.head.e_phoff = sizeof e64.head;
	e64.head.e_phnum = 1;
	e64.part = (Elf64_Phdr){ .p_type = PT_INTERP,
				 .p_offset = sizeof e64.head + sizeof e64.part,
				 .p_filesz = 9 };
	strcpy(e64.name, "/no/ld64");
	expect_look(file, &e64, sizeof e64, "/no/ld64");
	assert_int_equal(interpreter_look(file, name, 9), INTERPRETER_FINE);
	e64.head.e_phoff = UINT64_MAX - 1;
	expect_look(file, &e64, sizeof e64, NULL);
	e32.head.e_ident[EI_CLASS] = ELFCLASS32;
	e32.part = (Elf32_Phdr){ .p_type = PT_INTERP,
				 .p_offset = sizeof e32.head + sizeof e32.part,
				 .p_filesz = 9 };
	strcpy(e32.name, "/no/ld32");
	expect_look(file, &e32, sizeof e32, "/no/ld32");
	unlink(file);
	assert_int_equal(mkfifo(file, 0700), 0);
	assert_int_equal(interpreter_look(file, name, sizeof name), INTERPRETER_FINE);
	unlink(file);
	assert_int_equal(interpreter_look("/bin/sh", name, sizeof name), INTERPRETER_FINE);
}

static void scripts(void **state)
{
	char file[] = "/tmp/ctinit-interpreter-XXXXXX";

	(void)state;
	close(mkstemp(file));
	expect_look(file, "#!/no/shell -x\n", 15, "/no/shell");
	expect_look(file, "#!/bin/sh\n", 10, NULL);
	expect_look(file, "exit 1\n", 7, NULL);
	unlink(file);
}

int main(void)
{
	const struct CMUnitTest tests[] = { cmocka_unit_test(elf_files),
					    cmocka_unit_test(scripts) };

	return cmocka_run_group_tests(tests, NULL, NULL);
}
