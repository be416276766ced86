/* init/verbs/top_rows.c - collects, filters and sorts the rows of `ctinit top`. */
#include "init/verbs/top.h"

#include "conf/base/clock.h"
#include "conf/base/exits.h"

#include <stdlib.h>
#include <string.h>

/* The processor time that the unit used between two lists, in 1/10 %. */
static int64_t cpu_tenths(const struct unit_info *unit, const struct unit_list *before,
			  msec elapsed)
{
	size_t i = unit_list_find(before, unit->name);

	if (i == NO_UNIT || elapsed <= 0 || unit->cpu_usec < before->units[i].cpu_usec ||
	    before->units[i].cpu_usec < 0)
		return -1;
	return (unit->cpu_usec - before->units[i].cpu_usec) / elapsed;
}

/* `reason` is empty if a key or a signal ended the wait. */
static void show_silence(struct top *top, const char *reason, msec silent)
{
	if (top->listed_at > 0 && silent >= REQUEST_LIST_MS)
		snprintf(top->message, sizeof top->message, "no answer for %lld s%s%.400s",
			 (long long)silent / 1000, reason[0] != '\0' ? ": " : "", reason);
	else if (reason[0] != '\0')
		snprintf(top->message, sizeof top->message, "%s", reason);
}

void top_refresh(struct top *top)
{
	static struct client_request request;
	struct unit_list before = top->list;
	msec now = clock_now(), elapsed = top->listed_at > 0 ? now - top->listed_at : 0;

	memset(&top->list, 0, sizeof top->list);
	request_begin(&request, top->verb, top->options, "status");
	request_add(&request, "--usage");
	request_add_operands(&request, 0);
	request.on_line = unit_list_line;
	request.data = &top->list;
	request.limit = REQUEST_LIST_MS;
	memcpy(request.wake_fds, top->wake_fds, sizeof request.wake_fds);
	if (request_send_quietly(&request) != CTINIT_EXIT_OK) {
		show_silence(top, request.error, clock_now() - top->listed_at);
		unit_list_done(&top->list);
		top->list = before;
		top->offline = true;
		return;
	}
	if (top->offline)
		top->message[0] = '\0';
	top->offline = false;
	top->listed_at = now;
	free(top->rows);
	top->rows = calloc(top->list.count + 1, sizeof *top->rows);
	for (size_t i = 0; top->rows && i < top->list.count; i++)
		top->list.units[i].cpu_tenths =
			cpu_tenths(&top->list.units[i], &before, elapsed);
	unit_list_done(&before);
	top_sort_rows(top);
}

static int64_t sort_value(const struct top *top, size_t unit)
{
	const struct unit_info *info = &top->list.units[unit];

	switch (top->sort) {
	case TOP_SORT_FILE:
	case TOP_SORT_COUNT: return 0;
	case TOP_SORT_CPU: return info->cpu_tenths;
	case TOP_SORT_MEMORY: return info->memory_bytes;
	case TOP_SORT_RESTARTS: return json_number(&info->fields, "restarts", 0);
	}
	return 0;
}

/* An insertion sort: it keeps the order of the file among equal units. */
static void insert_row(struct top *top, size_t unit)
{
	size_t i = top->count++;

	for (; i > 0 && sort_value(top, top->rows[i - 1]) < sort_value(top, unit); i--)
		top->rows[i] = top->rows[i - 1];
	top->rows[i] = unit;
}

void top_sort_rows(struct top *top)
{
	top->count = 0;
	for (size_t i = 0; top->rows && i < top->list.count; i++)
		if (strstr(top->list.units[i].name, top->filter))
			insert_row(top, i);
	if (top->count > 0)
		snprintf(top->selected, sizeof top->selected, "%s",
			 top->list.units[top->rows[top_selected_row(top)]].name);
}

size_t top_selected_row(const struct top *top)
{
	for (size_t i = 0; i < top->count; i++)
		if (strcmp(top->list.units[top->rows[i]].name, top->selected) == 0)
			return i;
	return 0;
}
