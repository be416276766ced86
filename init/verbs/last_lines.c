/* init/verbs/last_lines.c - prints the last lines that services wrote. */
#include "init/verbs/last_lines.h"

#include "init/client/log_printer.h"
#include "init/verbs/request.h"

#include <string.h>

#define LAST_LINES "10"

static void on_line(void *printer, const struct json_object *line)
{
	if (strcmp(json_text(line, "type"), "line") == 0)
		log_printer_line(printer, line, 0);
}

void last_lines_print(const struct verb *verb, const struct client_options *options,
		      size_t from, const struct screen *screen)
{
	static struct client_request request;
	struct log_printer printer = { .screen = screen };

	for (size_t i = from; i < options->count; i++)
		log_printer_add(&printer, options->words[i]);
	request_begin(&request, verb, options, "logs");
	request_add(&request, "-n");
	request_add(&request, LAST_LINES);
	request_add_operands(&request, from);
	request.on_line = on_line;
	request.data = &printer;
	request_send_quietly(&request);
	log_printer_done(&printer);
}
