/* init/web/page.c - answers GET / and POST /login: the page. */
#include "init/web/page.h"

#include "init/web/html_text.h"
#include "init/web/metric_values.h"
#include "init/web/page_files.h"
#include "init/web/page_parts.h"

#include <stdlib.h>
#include <string.h>

/* The HTML of one part, made in memory. */
struct part {
	char *text;
	size_t size;
	FILE *out;
};

static FILE *part_open(struct part *part)
{
	*part = (struct part){ 0 };
	part->out = open_memstream(&part->text, &part->size);
	return part->out;
}

static const char *part_text(struct part *part)
{
	if (part->out)
		fclose(part->out);
	part->out = NULL;
	return part->text;
}

enum part_name { FACTS, WHY, SERVICES, TIMELINE, GRAPH, LOGS, EVENTS, LOGIN, PARTS };

static const char login_form[] =
	"<form method=\"post\" action=\"login\"><p class=\"tools\"><label>Token <input "
	"type=\"password\" name=\"token\" required autocomplete=\"off\"></label> "
	"<button>Use "
	"it</button></p>\n<p class=\"dim\">Logs, events and buttons need the token that "
	"ctinit-web "
	"printed at its start, or keeps in its file.</p></form>\n";

/* The replies that the page is drawn from. */
struct page_rows {
	struct control_reply status, graph, logs, events;
};

static void ask_all(struct exchange *x, struct page_rows *rows)
{
	int fd = http_client_fd(x->client);

	*rows = (struct page_rows){ 0 };
	if (!control_ask(&rows->status, "status --usage", LOOK_LIMIT, fd))
		return;
	control_ask(&rows->graph, "graph", LOOK_LIMIT, fd);
	if (x->right < RIGHT_READ || exchange_query(x, "part"))
		return;
	control_ask(&rows->logs, "logs -n 100", LOOK_LIMIT, fd);
	control_ask(&rows->events, "events", LOOK_LIMIT, fd);
}

static void free_all(struct page_rows *rows)
{
	control_reply_free(&rows->status);
	control_reply_free(&rows->graph);
	control_reply_free(&rows->logs);
	control_reply_free(&rows->events);
}

static void put_why(FILE *out, const char *why)
{
	if (!why || !*why)
		return;
	fputs("<p class=\"dim\">", out);
	html_put(out, why);
	fputs("</p>", out);
}

/* Draws each part. Returns false if memory is short. */
static bool draw_parts(struct exchange *x, const struct page_rows *rows,
		       struct part parts[PARTS], const json_t *container)
{
	for (int i = 0; i < PARTS; i++) {
		if (!part_open(&parts[i]))
			return false;
	}
	page_facts(parts[FACTS].out, container);
	put_why(parts[WHY].out,
		container ? row_text(container, "why") : rows->status.error);
	page_services(parts[SERVICES].out, rows->status.rows);
	page_timeline(parts[TIMELINE].out, rows->status.rows);
	page_graph(parts[GRAPH].out, rows->status.rows, rows->graph.rows);
	page_lines(parts[LOGS].out, rows->logs.rows);
	put_why(parts[LOGS].out, rows->logs.error);
	page_events(parts[EVENTS].out, rows->events.rows);
	put_why(parts[EVENTS].out, rows->events.error);
	if (x->right < RIGHT_CHANGE)
		fputs(login_form, parts[LOGIN].out);
	return true;
}

static void put_page(FILE *out, struct exchange *x, struct part parts[PARTS],
		     const json_t *container)
{
	static const char *const rights[] = { "look", "read", "change" };
	const char *name = container ? row_text(container, "name") : NULL;
	const struct html_field fields[] = {
		{ "right", rights[x->right] },
		{ "name", name && *name ? name : "container" },
		{ "state", container ? row_text(container, "state") : "unreachable" },
		{ "version", container ? row_text(container, "version") : "" },
		{ "facts", part_text(&parts[FACTS]) },
		{ "why", part_text(&parts[WHY]) },
		{ "services", part_text(&parts[SERVICES]) },
		{ "timeline", part_text(&parts[TIMELINE]) },
		{ "graph", part_text(&parts[GRAPH]) },
		{ "logs", part_text(&parts[LOGS]) },
		{ "events", part_text(&parts[EVENTS]) },
		{ "login", part_text(&parts[LOGIN]) },
		{ NULL, NULL },
	};

	html_put_template(out, template_page, fields);
}

enum MHD_Result page_answer(struct exchange *x)
{
	struct part parts[PARTS] = { { 0 } }, page;
	struct page_rows rows;
	enum MHD_Result result = MHD_NO;

	ask_all(x, &rows);
	const json_t *container = metric_container(rows.status.rows);
	if (draw_parts(x, &rows, parts, container) && part_open(&page)) {
		put_page(page.out, x, parts, container);
		part_text(&page);
		result = exchange_send(x,
				       container ? MHD_HTTP_OK
						 : MHD_HTTP_SERVICE_UNAVAILABLE,
				       TYPE_HTML, page.text, page.size);
	}
	for (int i = 0; i < PARTS; i++) {
		part_text(&parts[i]);
		free(parts[i].text);
	}
	free_all(&rows);
	return result;
}

static int hex_digit(char c)
{
	static const char digits[] = "0123456789abcdef";
	const char *found = strchr(digits, c | 0x20);

	return found && *found ? (int)(found - digits) : -1;
}

/* Decodes application/x-www-form-urlencoded in place. */
static void form_decode(char *text)
{
	char *to = text;

	for (; *text; text++) {
		if (*text == '%' && hex_digit(text[1]) >= 0 && hex_digit(text[2]) >= 0) {
			*to++ = (char)(hex_digit(text[1]) * 16 + hex_digit(text[2]));
			text += 2;
		} else {
			*to++ = *text == '+' ? ' ' : *text;
		}
	}
	*to = '\0';
}

enum MHD_Result page_login(struct exchange *x)
{
	char cookie[256];

	if (!x->body || strncmp(x->body, "token=", 6) != 0)
		return exchange_refuse(x, MHD_HTTP_BAD_REQUEST, "the form has no token");
	x->body[6 + strcspn(x->body + 6, "&")] = '\0';
	form_decode(x->body + 6);
	if (!access_token_fits(x->body + 6 + strspn(x->body + 6, " \t")))
		return exchange_refuse(x, MHD_HTTP_FORBIDDEN, "this is not the token");

	struct MHD_Response *response =
		MHD_create_response_from_buffer(0, NULL, MHD_RESPMEM_PERSISTENT);
	if (!response)
		return MHD_NO;
	snprintf(cookie, sizeof cookie, "%s=%s; HttpOnly; SameSite=Strict; Path=/",
		 ACCESS_COOKIE, access_cookie());
	MHD_add_response_header(response, "Set-Cookie", cookie);
	MHD_add_response_header(response, "Location", "./");
	return exchange_queue(x, MHD_HTTP_SEE_OTHER, response, TYPE_TEXT);
}
