/* init/convert/convert_verb.c - runs `ctinit convert`. */
#include "init/convert/convert_verb.h"

#include "conf/base/exits.h"
#include "init/convert/command_line.h"
#include "init/convert/formats.h"
#include "init/convert/result_file.h"
#include "init/convert/verify.h"

#include <stdlib.h>
#include <string.h>

#define USAGE                                                                           \
	"[--from=KIND] [--root=DIR] [--path=PATH] [--image=IMAGE] [-o FILE [--force]] " \
	"[--report=stderr|file|none] FILE|DIR"

struct convert_options {
	struct request request;
	const char *out, *report, *table;
	bool force;
};

static bool print_draft(const struct convert_options *options, struct draft *draft,
			const char **ret_why)
{
	bool in_file = strcmp(options->report, "file") == 0, ok;
	char *text = NULL;
	size_t size = 0;
	FILE *out = open_memstream(&text, &size);

	if (!out)
		return false;
	draft_print(draft, out, in_file);
	fclose(out);
	ok = output_write(options->out, options->force, text, size, ret_why);
	free(text);
	if (ok && strcmp(options->report, "stderr") == 0)
		draft_report(draft, stderr, "ctinit: convert: ");
	return ok;
}

static int fail_file(const char *file, const char *why, int code)
{
	fprintf(stderr, "ctinit: convert: %s: %s\n", file, why);
	return code;
}

static int convert_file(const struct convert_options *options)
{
	struct draft draft = { 0 };
	const char *why = "out of memory";
	int code = formats_convert(&options->request, &draft, &why);

	if (code != 0)
		return fail_file(options->request.operand, why, code);
	if (!draft_verify(&draft))
		return fail_file(options->request.operand,
				 "the result has the errors above, which is a bug",
				 CTINIT_EXIT_SETUP);
	if (!print_draft(options, &draft, &why))
		return fail_file(options->out ? options->out : "standard output", why,
				 CTINIT_EXIT_SETUP);
	return draft_lost_count(&draft) > 0 ? CTINIT_EXIT_FAILED : CTINIT_EXIT_OK;
}

int convert_verb_run(int argc, char **argv)
{
	struct convert_options options = { .report = "stderr" };
	const struct option_row table[] = {
		{ "--from", 0, &options.request.from, NULL },
		{ "--root", 0, &options.request.root, NULL },
		{ "--path", 0, &options.request.path, NULL },
		{ "--image", 0, &options.request.image, NULL },
		{ "--report", 0, &options.report, NULL },
		{ "--table", 0, &options.table, NULL },
		{ "--output", 'o', &options.out, NULL },
		{ "--force", 0, NULL, &options.force },
		{ NULL, 0, NULL, NULL },
	};

	(void)argc;
	if (argc == 2 && strncmp(argv[1], "--table=", 8) == 0)
		return formats_table(argv[1] + 8, stdout) ? 0 : CTINIT_EXIT_USAGE;
	if (!options_read(argv, table, &options.request.operand, USAGE))
		return CTINIT_EXIT_USAGE;
	if (strcmp(options.report, "stderr") != 0 && strcmp(options.report, "file") != 0 &&
	    strcmp(options.report, "none") != 0) {
		fprintf(stderr,
			"ctinit: convert: --report=%s: write stderr, file or none\n",
			options.report);
		return CTINIT_EXIT_USAGE;
	}
	return convert_file(&options);
}
