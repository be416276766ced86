/* init/convert/systemd.c - converts units of systemd. */
#include "init/convert/systemd.h"

#include "init/convert/hoist.h"
#include "init/convert/marked.h"
#include "init/convert/systemd_exec.h"
#include "init/convert/systemd_service.h"

#include <string.h>

bool systemd_fits(const char *text)
{
	return strstr(text, "[Service]") && strstr(text, "Exec");
}

bool systemd_fits_folder(const char *folder)
{
	struct strings names = source_names(folder);

	for (size_t i = 0; i < names.count; i++)
		if (text_ends_with(names.list[i], ".service"))
			return true;
	return false;
}

/* Reads the drop-ins of the unit, in the order of their names. */
static void read_drop_ins(struct unit_file *unit, const char *path)
{
	const char *folder = pool_format("%s.d", path), *why;
	struct strings names = source_names(folder);

	for (size_t i = 0; i < names.count; i++) {
		char *text = NULL;

		if (text_ends_with(names.list[i], ".conf"))
			text = source_read(pool_format("%s/%s", folder, names.list[i]),
					   &why);
		if (text)
			unit_read(unit, text, names.list[i]);
	}
}

static const char *unit_name(const char *unit)
{
	size_t len = strlen(unit);

	return draft_valid_name(
		pool_copy(unit, text_ends_with(unit, ".service") ? len - 8 : len));
}

static void convert_unit(struct draft *draft, const char *path, const char *text)
{
	const char *name = path_name(path), *specified;
	struct unit_file unit = { 0 };
	struct draft_section *service = draft_service(draft, unit_name(name), name);
	struct systemd_work work = { draft, service, &unit, name };

	unit_read(&unit, text, name);
	read_drop_ins(&unit, path);
	for (size_t i = 0; i < unit.count; i++) {
		struct unit_entry *entry = &unit.entries[i];

		specified = unit_specifiers(entry->value, name);
		if (specified)
			entry->value = specified;
		else
			draft_lost(draft, systemd_where(entry),
				   "a specifier in %s is not known here: write its value",
				   entry->value);
	}
	systemd_exec(&work);
	systemd_service(&work);
}

/* Removes names of units that are not converted; they are services elsewhere. */
static void keep_known(struct draft *draft, struct draft_section *service,
		       enum conf_key key)
{
	const char *value = draft_get(service, key);
	struct strings names = split_at(value ? value : "", "");

	draft_unset(service, key);
	for (size_t i = 0; i < names.count; i++) {
		if (draft_find(draft, names.list[i]) &&
		    strcmp(names.list[i], service->name))
			draft_append(service, key, names.list[i]);
		else
			draft_info(draft, service->origin,
				   "%s = %s is left out, because that unit is not "
				   "converted; "
				   "wait-for = tcp:HOST:PORT waits for something outside",
				   conf_key_info(key)->name, names.list[i]);
	}
}

static void finish_units(struct draft *draft)
{
	static const enum conf_key edges[] = { CONF_SERVICE_NEEDS, CONF_SERVICE_WANTS,
					       CONF_SERVICE_AFTER, CONF_SERVICE_BEFORE };
	static const enum conf_key shared[] = { CONF_SERVICE_RESTART,
						CONF_SERVICE_STOP_TIMEOUT,
						CONF_SERVICE_START_TIMEOUT };

	for (size_t i = 0; i < draft->section_count; i++)
		for (size_t k = 0; k < ARRAY_LEN(edges); k++)
			if (draft->sections[i]->kind == CONF_SERVICE)
				keep_known(draft, draft->sections[i], edges[k]);
	draft_hoist(draft, shared, ARRAY_LEN(shared));
}

bool systemd_convert(struct draft *draft, const struct place *place, const char *text,
		     const char **ret_why)
{
	if (!strstr(text, "[Service]")) {
		*ret_why = "it has no [Service]: only units of services can be converted";
		return false;
	}
	convert_unit(draft, place->operand, text);
	finish_units(draft);
	return true;
}

bool systemd_convert_folder(struct draft *draft, const struct place *place,
			    const char **ret_why)
{
	struct strings names = source_names(place->operand);

	for (size_t i = 0; i < names.count; i++) {
		const char *path = pool_format("%s/%s", place->operand, names.list[i]);
		char *text;

		if (!text_ends_with(path, ".service")) {
			if (text_ends_with(path, ".socket") ||
			    text_ends_with(path, ".timer"))
				draft_lost(
					draft, names.list[i],
					"there are no socket and timer units: the program "
					"opens its socket itself; run cron as a service");
			continue;
		}
		text = source_read(path, ret_why);
		if (!text) {
			*ret_why = pool_format("%s: %s", path, *ret_why);
			return false;
		}
		convert_unit(draft, path, text);
	}
	finish_units(draft);
	return true;
}

void systemd_table(FILE *out)
{
	rules_print(systemd_rules, "setting of systemd", out);
}
