/* init/web/page_timeline.c - draws the start of the units as a timeline. */
#include "init/web/control_link.h"
#include "init/web/html_text.h"
#include "init/web/metric_values.h"
#include "init/web/page_parts.h"

#include <stdlib.h>
#include <string.h>

#define WIDTH 1000 /* units of the picture, which is as wide as its place */

/* The times of one unit, in ms after the start of ctinit. */
struct bar {
	const json_t *unit;
	long long wanted, spawned, ready; /* spawned, ready: -1 if it is not so far */
};

static int compare_bars(const void *a, const void *b)
{
	const struct bar *x = a, *y = b;
	long long d =
		x->wanted != y->wanted ? x->wanted - y->wanted : x->spawned - y->spawned;

	return d < 0 ? -1 : d > 0;
}

/* Collects the units whose last start belongs to the start of the container. Returns their
 * number; the caller frees *ret. */
static size_t collect_bars(const json_t *rows, struct bar **ret, size_t *ret_later)
{
	const json_t *container = metric_container(rows), *row;
	long long end = container ? row_number(container, "ready_ms", -1) : -1;
	size_t i, n = 0;

	*ret = calloc(json_array_size(rows) + 1, sizeof **ret);
	*ret_later = 0;
	json_array_foreach(rows, i, row)
	{
		long long wanted = row_number(row, "wanted_ms", -1);

		if (!*ret || !row_is(row, "unit") || wanted < 0)
			continue;
		if (end >= 0 && wanted > end)
			++*ret_later;
		else
			(*ret)[n++] = (struct bar){ row, wanted,
						    row_number(row, "spawned_ms", -1),
						    row_number(row, "ready_ms", -1) };
	}
	if (n > 0)
		qsort(*ret, n, sizeof **ret, compare_bars);
	return n;
}

static void put_rect(FILE *out, const char *look, long long from, long long to,
		     long long end)
{
	long long x = from * WIDTH / end, width = to * WIDTH / end - x;

	if (to > from)
		fprintf(out,
			"<rect class=\"%s\" x=\"%lld\" y=\"0\" width=\"%lld\" "
			"height=\"14\"/>",
			look, x, width > 2 ? width : 2);
}

static void put_bar(FILE *out, const struct bar *bar, long long end)
{
	const char *state = row_text(bar->unit, "state");
	bool failed = state && strcmp(state, "failed") == 0;
	long long spawned = bar->spawned >= 0 ? bar->spawned : end;
	long long ready = bar->ready >= 0 ? bar->ready : end;

	fputs("<div class=\"row\"><span>", out);
	html_put(out, row_text(bar->unit, "name"));
	fprintf(out,
		"</span><svg viewBox=\"0 0 %d 14\" preserveAspectRatio=\"none\" "
		"aria-hidden=\"true\">",
		WIDTH);
	put_rect(out, "wait", bar->wanted, spawned, end);
	put_rect(out, failed ? "bad" : "starting", spawned, ready, end);
	if (row_number(bar->unit, "pid", 0) > 0)
		put_rect(out, "run", ready, end, end);
	fputs("</svg><small>", out);
	if (bar->ready >= 0)
		html_put_time(out, bar->ready - bar->wanted);
	else
		html_put(out, state);
	fputs("</small></div>\n", out);
}

static void put_key(FILE *out)
{
	static const char *const looks[][2] = { { "wait", "waiting" },
						{ "starting", "starting" },
						{ "run", "running" } };

	fputs("</div>\n<p class=\"key\">", out);
	for (size_t i = 0; i < ARRAY_LEN(looks); i++)
		fprintf(out,
			"<span><svg viewBox=\"0 0 10 10\" aria-hidden=\"true\"><rect "
			"class=\"%s\" "
			"width=\"10\" height=\"10\"/></svg>%s</span>",
			looks[i][0], looks[i][1]);
}

void page_timeline(FILE *out, const json_t *rows)
{
	const json_t *container = metric_container(rows);
	struct bar *bars;
	size_t later, n = collect_bars(rows, &bars, &later);
	long long end = container ? row_number(container, "ready_ms", -1) : 0;

	if (container && end < 0)
		end = row_number(container, "up_ms", 0);
	for (size_t i = 0; i < n; i++) {
		if (bars[i].ready > end)
			end = bars[i].ready;
	}
	/* Some room at the end, where what is ready runs. */
	end += end / 20 + 1;
	fputs("<div class=\"time\">\n", out);
	for (size_t i = 0; i < n; i++)
		put_bar(out, &bars[i], end);
	put_key(out);
	fputs("<span>from 0 to ", out);
	html_put_time(out, end);
	fputs(" after the start</span>", out);
	if (later > 0)
		fprintf(out, "<span>%zu started again later</span>", later);
	fputs("</p>\n", out);
	free(bars);
}
