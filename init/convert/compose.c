/* init/convert/compose.c - converts the services of one image in a compose file. */
#include "init/convert/compose.h"

#include "init/convert/compose_service.h"
#include "init/convert/hoist.h"

#include <string.h>

bool compose_fits(const char *text)
{
	return text_begins_with(text, "services:") || strstr(text, "\nservices:");
}

/* Returns the name of the image of a service: `image`, or "build of DIR". */
static const char *image_of(const struct yaml_item *service)
{
	const struct yaml_item *build = yaml_find(service, "build");
	const char *image = yaml_text(service, "image");
	const char *context = build && build->kind == YAML_TEXT
				      ? build->text
				      : yaml_text(build, "context");

	if (image)
		return image;
	return build ? pool_format("build of %s", context ? context : ".") : "";
}

/* The image whose services are converted. */
static const char *chosen_image(const struct yaml_item *services, const char *wanted)
{
	if (wanted)
		return wanted;
	for (size_t i = 0; i < services->count; i++)
		if (yaml_find(services->items[i], "build"))
			return image_of(services->items[i]);
	return services->count > 0 ? image_of(services->items[0]) : "";
}

/* Returns true if a service waits for `name` with this condition. */
static bool is_waited_for(const struct yaml_item *services, const char *name,
			  const char *condition)
{
	for (size_t i = 0; i < services->count; i++) {
		const struct yaml_item *how =
			yaml_find(yaml_find(services->items[i], "depends_on"), name);
		const char *has = yaml_text(how, "condition");

		if (has && strcmp(has, condition) == 0)
			return true;
	}
	return false;
}

static void convert_services(struct draft *draft, const struct yaml_item *services,
			     const char *image)
{
	struct compose_work work = { .draft = draft, .services = services };
	struct draft_section **made =
		pool_alloc((services->count + 1) * sizeof(struct draft_section *));

	/* All names first, because depends_on may name a later one. */
	for (size_t i = 0; i < services->count; i++) {
		const struct yaml_item *service = services->items[i];

		if (service->kind == YAML_MAP && strcmp(image_of(service), image) == 0)
			made[i] =
				draft_service(draft, services->keys[i], services->keys[i]);
		else
			draft_lost(draft, services->keys[i],
				   "its image is another one (%s): it stays a container of "
				   "its own, or --image=%s converts it",
				   image_of(service), image_of(service));
	}
	for (size_t i = 0; i < services->count; i++) {
		work.service = made[i];
		work.item = services->items[i];
		work.healthy_wanted =
			is_waited_for(services, services->keys[i], "service_healthy");
		work.completed_wanted = is_waited_for(services, services->keys[i],
						      "service_completed_successfully");
		if (made[i])
			compose_service(&work);
	}
}

bool compose_convert(struct draft *draft, const struct place *place, const char *text,
		     const char **ret_why)
{
	static const enum conf_key shared[] = { CONF_SERVICE_RESTART,
						CONF_SERVICE_RESTART_LIMIT,
						CONF_SERVICE_STOP_TIMEOUT };
	const struct yaml_item *root = yaml_read(text, ret_why);
	const struct yaml_item *services = yaml_find(root, "services");

	if (!root)
		return false;
	if (!services || services->kind != YAML_MAP || services->count == 0) {
		*ret_why = "it has no services";
		return false;
	}
	for (size_t i = 0; i < root->count; i++)
		if (strcmp(root->keys[i], "include") == 0)
			draft_lost(draft, "include",
				   "other files are not read: run docker compose config "
				   "first");
	convert_services(draft, services, chosen_image(services, place->image));
	if (draft->section_count == 0) {
		*ret_why = "no service has this image";
		return false;
	}
	draft_set(draft_section(draft, CONF_DEFAULTS, ""), CONF_SERVICE_ON_FAILED,
		  "ignore");
	draft_hoist(draft, shared, ARRAY_LEN(shared));
	return true;
}

void compose_table(FILE *out)
{
	rules_print(compose_rules, "key of a compose service", out);
}
