/* init/verbs/top_keys.c - obeys the keys of `ctinit top`. */
#include "init/verbs/top.h"

#include <string.h>

bool top_ask(struct top *top, struct client *c, const char *const *words)
{
	struct text message = TEXT(top->message);

	text_clear(&message);
	return client_connect(c, &top->options->target, &message) == 0 &&
	       client_send(c, words, NULL, 0, &message) == 0;
}

static void select_row(struct top *top, long step)
{
	long row = (long)top_selected_row(top) + step, last = (long)top->count - 1;

	if (last < 0)
		return;
	row = row < 0 ? 0 : row > last ? last : row;
	snprintf(top->selected, sizeof top->selected, "%s",
		 top->list.units[top->rows[row]].name);
}

static void toggle_log(struct top *top)
{
	const char *const words[] = { "logs", "-f", "-n", "50", top->selected, NULL };
	bool shown = top->log.fd >= 0;

	client_close(&top->log);
	if (top->count == 0 || (shown && strcmp(top->log_name, top->selected) == 0))
		return;
	top->log_count = 0;
	snprintf(top->log_name, sizeof top->log_name, "%s", top->selected);
	if (!top_ask(top, &top->log, words))
		client_close(&top->log);
}

static void restart_selected(struct top *top)
{
	const char *const words[] = { "restart", top->selected, NULL };

	if (top->count == 0 || top->action.fd >= 0)
		return;
	if (!top_ask(top, &top->action, words)) {
		client_close(&top->action);
		return;
	}
	snprintf(top->message, sizeof top->message, "%s: restart is requested",
		 top->selected);
}

static void type_filter(struct top *top, char key)
{
	size_t len = strlen(top->filter);

	if (key == '\r' || key == '\n' || key == '\033') {
		top->typing = false;
		if (key == '\033')
			top->filter[0] = '\0';
	} else if ((key == 127 || key == '\b') && len > 0) {
		top->filter[len - 1] = '\0';
	} else if (key > ' ' && key < 127 && len + 1 < sizeof top->filter) {
		top->filter[len] = key;
		top->filter[len + 1] = '\0';
	}
	top_sort_rows(top);
}

static void obey_key(struct top *top, char key)
{
	long page = top->screen.rows > 10 ? (long)top->screen.rows - 8 : 5;

	switch (key) {
	case 'q': top->over = true; break;
	case 'k': select_row(top, -1); break;
	case 'j': select_row(top, 1); break;
	case 'b': select_row(top, -page); break;
	case ' ': select_row(top, page); break;
	case 's':
		top->sort = (top->sort + 1) % TOP_SORT_COUNT;
		top_sort_rows(top);
		break;
	case '/': top->typing = true; break;
	case 'r': restart_selected(top); break;
	case 'l': toggle_log(top); break;
	}
}

/* Arrows and page keys of all terminals since the VT100: the last byte of their sequence,
 * and the letter that does the same. */
static size_t obey_sequence(struct top *top, const char *bytes, size_t len)
{
	static const struct {
		const char *sequence;
		char key;
	} rows[] = { { "[A", 'k' }, { "OA", 'k' },  { "[B", 'j' },
		     { "OB", 'j' }, { "[5~", 'b' }, { "[6~", ' ' } };

	for (size_t i = 0; i < ARRAY_LEN(rows); i++) {
		size_t size = strlen(rows[i].sequence);

		if (len > size && memcmp(bytes + 1, rows[i].sequence, size) == 0) {
			obey_key(top, rows[i].key);
			return size + 1;
		}
	}
	return 1;
}

void top_keys(struct top *top, const char *bytes, size_t len)
{
	for (size_t i = 0; i < len && !top->over;) {
		if (bytes[i] == '\033' && len - i > 1) {
			i += obey_sequence(top, bytes + i, len - i);
			continue;
		}
		if (top->typing)
			type_filter(top, bytes[i]);
		else
			obey_key(top, bytes[i]);
		i++;
	}
}
