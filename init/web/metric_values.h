/* init/web/metric_values.h - lists the metrics, and computes their values.
 *
 * Private to the room. */
#ifndef INIT_WEB_METRIC_VALUES_H
#define INIT_WEB_METRIC_VALUES_H

#include <jansson.h>
#include <stdbool.h>
#include <stddef.h>

#define LABEL_NAME    1U
#define LABEL_GROUP   2U
#define LABEL_VERSION 4U
#define LABEL_STATE   8U

struct metric_value {
	long long number;
	int scale; /* number / scale is the value: 1, 1000 or 1000000 */
};

struct metric {
	const char *name; /* a counter's without _total */
	const char *of;   /* the type of the rows that have it: one sample for each row */
	unsigned labels;
	bool counter; /* else a gauge */
	/* Sets *value, whose scale is 1. Returns false if the row has no value. */
	bool (*get)(const json_t *row, const json_t *container, struct metric_value *value);
	const char *help;
};

extern const struct metric metrics[];
extern const size_t metric_count;

/* Returns the row of type "container", or NULL. */
const json_t *metric_container(const json_t *rows);

/* Returns the group of a unit: its first group, else its name without @N. The text is valid
 * until the next call of the thread. */
const char *metric_group(const json_t *unit);

#endif
