/* init/web/metrics.c - answers GET /metrics. */
#include "init/web/metrics.h"

#include "init/web/metric_values.h"

#include <stdlib.h>
#include <string.h>

#define TYPE_PROMETHEUS "text/plain; version=0.0.4; charset=utf-8"
#define TYPE_OPEN       "application/openmetrics-text"

static void print_label(FILE *out, const char *name, const char *value)
{
	fprintf(out, "%s=\"", name);
	for (; *value; value++) {
		if (*value == '\n')
			fputs("\\n", out);
		else if (*value == '"' || *value == '\\')
			fprintf(out, "\\%c", *value);
		else
			fputc(*value, out);
	}
	fputc('"', out);
}

/* OpenMetrics names a counter without its _total, the older format with it. */
static void print_head(FILE *out, const struct metric *m, bool open_metrics)
{
	const char *total = m->counter && !open_metrics ? "_total" : "";

	fprintf(out, "# HELP %s%s %s\n# TYPE %s%s %s\n", m->name, total, m->help, m->name,
		total, m->counter ? "counter" : "gauge");
}

static void print_value(FILE *out, struct metric_value v)
{
	if (v.scale == 1)
		fprintf(out, " %lld\n", v.number);
	else
		fprintf(out, " %lld.%0*lld\n", v.number / v.scale, v.scale == 1000 ? 3 : 6,
			v.number % v.scale);
}

static void print_labels(FILE *out, const struct metric *m, const json_t *row)
{
	static const char *const names[] = { "name", "group", "version", "state" };
	static const unsigned bits[] = { LABEL_NAME, LABEL_GROUP, LABEL_VERSION,
					 LABEL_STATE };
	const char *before = "{";

	for (size_t i = 0; i < ARRAY_LEN(bits); i++) {
		const char *value = bits[i] == LABEL_GROUP ? metric_group(row)
							   : row_text(row, names[i]);

		if (!(m->labels & bits[i]))
			continue;
		fputs(before, out);
		print_label(out, names[i], value ? value : "");
		before = ",";
	}
	if (before[0] == ',')
		fputc('}', out);
}

static void print_metric(FILE *out, const struct metric *m, const json_t *rows,
			 bool open_metrics)
{
	const json_t *container = metric_container(rows), *row;
	bool head = false;
	size_t i;

	json_array_foreach(rows, i, row)
	{
		struct metric_value value = { .scale = 1 };

		if (!row_is(row, m->of) || !m->get(row, container, &value))
			continue;
		if (!head)
			print_head(out, m, open_metrics);
		head = true;
		fprintf(out, "%s%s", m->name, m->counter ? "_total" : "");
		print_labels(out, m, row);
		print_value(out, value);
	}
}

void metrics_print(FILE *out, const json_t *rows, bool open_metrics)
{
	fprintf(out,
		"# HELP ctinit_up Whether PID 1 answered on its control socket.\n"
		"# TYPE ctinit_up gauge\nctinit_up %d\n",
		rows != NULL);
	for (size_t i = 0; rows && i < metric_count; i++)
		print_metric(out, &metrics[i], rows, open_metrics);
	if (open_metrics)
		fputs("# EOF\n", out);
}

enum MHD_Result metrics_answer(struct exchange *x)
{
	bool open_metrics = exchange_accepts(x, TYPE_OPEN);
	struct control_reply reply;
	char *text = NULL;
	size_t size = 0;
	FILE *out = open_memstream(&text, &size);
	bool ok = control_ask(&reply, "status --usage", LOOK_LIMIT,
			      http_client_fd(x->client));

	if (out) {
		metrics_print(out, ok ? reply.rows : NULL, open_metrics);
		fclose(out);
	}
	control_reply_free(&reply);
	if (!out || !text)
		return MHD_NO;
	return exchange_send(x, MHD_HTTP_OK,
			     open_metrics ? TYPE_OPEN "; version=1.0.0; charset=utf-8"
					  : TYPE_PROMETHEUS,
			     text, size);
}
