/* tests/fuzz/control_fuzz.c - parses any bytes as a request of the control socket, looks up
 * its names, and writes its words into a reply. */
#include "conf/base/json.h"
#include "supervisor/control/parse.h"
#include "supervisor/sup.h"

#include <ev.h>
#include <stdlib.h>
#include <string.h>

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size);

static void report_nothing(enum report_level level, const char *format, ...)
{
	(void)level;
	(void)format;
}

/* Services with instances, groups and a setup, of which none is started. */
static struct context *make_context(void)
{
	static const char text[] = "[setup:s]\ncommand = x\n[service:web]\ncommand = x\n"
				   "instances = 3\ngroup = g\n[service:db]\ncommand = x\n"
				   "group = g h\n";
	static char *environment[] = { NULL };
	static const struct sup_host host = { .report = report_nothing,
					      .environment = environment,
					      .terminal_fd = -1,
					      .binary_fd = -1 };
	struct conf_source source = { .path = "fuzz.ini" };
	struct conf *conf = NULL;
	struct sup *sup;

	source.file = fmemopen((void *)(uintptr_t)text, sizeof text - 1, "r");
	if (conf_load(&source, &conf) != 0 ||
	    sup_new(conf, ev_loop_new(0), &host, &sup) != 0)
		abort();
	return sup_context(sup);
}

static void check_reply(const struct served_request *request, const char *why)
{
	static char page[CONTROL_LINE_MAX];
	struct reply reply = { .page = page };

	reply_begin(&reply, "unit");
	reply_array(&reply, "needs");
	for (size_t i = 0; i < request->word_count; i++)
		reply_item(&reply, request->words[i]);
	reply_array_end(&reply);
	reply_text(&reply, "why", why);
	if (!reply_end(&reply) || !json_is_object(page, reply.used) ||
	    memchr(page, '\n', reply.used - 1) != NULL)
		abort();
}

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
	static char memory[3 * 4096];
	static struct context *ctx;
	struct conf_scratch scratch = { memory, sizeof memory, 0 };
	struct served_request request = { 0 };
	char why[400] = "";
	uint32_t i, count = 0;
	int code;

	if (ctx == NULL)
		ctx = make_context();
	if (size > CONTROL_LINE_MAX - 1)
		size = CONTROL_LINE_MAX - 1;
	request.ctx = ctx;
	code = parse_request((const char *)data, size, &scratch, &request, &TEXT(why));
	if ((code != 0) == (why[0] == '\0'))
		abort();
	check_reply(&request, why);
	if (code != 0 || request.handler->no_names)
		return 0;
	if (names_check(ctx, &request.names, &TEXT(why)) < 0) {
		check_reply(&request, why);
		return 0;
	}
	for (; (i = request_unit(&request)) != UNIT_NONE; request_next(&request)) {
		if (i >= ctx->count || !names_have(ctx, &request.names, i) ||
		    count++ > CONTROL_LINE_MAX * ctx->count)
			abort();
	}
	return 0;
}
