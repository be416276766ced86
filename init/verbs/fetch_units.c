/* init/verbs/fetch_units.c - asks for all units and for the edges between them. */
#include "init/verbs/fetch_units.h"

#include "conf/base/exits.h"
#include "init/verbs/request.h"
#include "init/verbs/usage.h"

int fetch_units(const struct process_start *start, const struct verb *verb, char **argv,
		struct client_options *ret_options, struct unit_list *ret_list)
{
	static const char *const words[] = { "status", "graph" };
	static struct client_request request;
	int code = client_options_read(start, verb, argv, ret_options);

	if (code == 0 && ret_options->count > 0)
		code = verb_usage(verb, "unexpected argument \"%s\"",
				  ret_options->words[0]);
	for (size_t i = 0; code == 0 && i < ARRAY_LEN(words); i++) {
		request_begin(&request, verb, ret_options, words[i]);
		request.on_line = unit_list_line;
		request.data = ret_list;
		code = request_send(&request);
	}
	return code;
}
