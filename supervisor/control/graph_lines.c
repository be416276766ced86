/* supervisor/control/graph_lines.c - answers `graph`. */
#include "conf/base/base.h"
#include "supervisor/base/unit.h"
#include "supervisor/control/client_request.h"

static const struct {
	enum conf_key key;
	const char *kind;
	bool reversed; /* the unit that the key names starts later */
} kinds[] = {
	{ CONF_SERVICE_NEEDS, "need", false },
	{ CONF_SERVICE_WANTS, "want", false },
	{ CONF_SERVICE_AFTER, "order", false },
	{ CONF_SERVICE_BEFORE, "order", true },
};

/* request->pos: a service, an index in kinds[], an edge. */
static enum step graph_step(struct served_request *request)
{
	const struct context *ctx = request->ctx;
	uint32_t *service = &request->pos[0], *kind = &request->pos[1],
		 *edge = &request->pos[2];
	struct reply *reply = &request->reply;
	size_t count = 0;

	for (; *service < conf_service_count(ctx->conf); ++*service, *kind = 0) {
		for (; *kind < ARRAY_LEN(kinds); ++*kind, *edge = 0) {
			const uint32_t *to =
				conf_edges(ctx->conf, *service, kinds[*kind].key, &count);
			const char *name, *other;

			if (*edge >= count)
				continue;
			name = conf_name(conf_service(ctx->conf, *service));
			other = conf_name(conf_service(ctx->conf, to[*edge]));
			reply_begin(reply, "edge");
			reply_text(reply, "from", kinds[*kind].reversed ? other : name);
			reply_text(reply, "to", kinds[*kind].reversed ? name : other);
			reply_text(reply, "kind", kinds[*kind].kind);
			*edge += reply_end(reply);
			return STEP_MORE;
		}
	}
	return request_last(reply_ok(reply));
}

const struct request_handler handler_graph = { .options = "", .step = graph_step };
