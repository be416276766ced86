/* init/convert/s6_rc.c - converts a source directory of s6-rc. */
#include "init/convert/s6_rc.h"

#include "init/convert/command.h"
#include "init/convert/marked.h"
#include "init/convert/service_folder.h"
#include "init/convert/split.h"

#include <string.h>

/* A source directory while it is converted. */
struct s6_tree {
	struct draft *draft;
	const struct place *place;
	const char *folder;
	struct strings names;
	struct strings loggers; /* services that became keys of their producers */
};

static const char *path_of(const struct s6_tree *tree, const char *name)
{
	return pool_format("%s/%s", tree->folder, name);
}

static const char *type_of(const struct s6_tree *tree, const char *name)
{
	char *type = source_line(path_of(tree, name), "type");

	return type ? type : "";
}

/* Returns the names in the file `file`, and the files in the directory `file`.d. */
static struct strings listed(const struct s6_tree *tree, const char *name, const char *file)
{
	const char *why, *path = path_of(tree, name);
	char *text = source_read(pool_format("%s/%s", path, file), &why);
	struct strings words = split_at(text ? text : "", "");
	struct strings more = source_names(pool_format("%s/%s.d", path, file));

	for (size_t i = 0; i < more.count; i++)
		strings_add(&words, more.list[i]);
	return words;
}

/* ---- one service ---- */

static void convert_oneshot(const struct s6_tree *tree, const char *name)
{
	struct draft_section *task = draft_service(tree->draft, name, name);
	const char *path = path_of(tree, name), *why;
	char *up = source_read(pool_format("%s/up", path), &why);
	const char *inside = place_inside(tree->place, pool_format("%s/up", path));
	char *keep[] = { pool_format("execlineb"), pool_format("-P"),
			 pool_format("%s", inside) };
	struct strings words = { 0 };

	draft_set(task, CONF_SERVICE_TYPE, "task");
	if (up && split_execline(up, &words) && command_unwrap(task, &words, path)) {
		draft_set(task, CONF_SERVICE_COMMAND,
			  marked_words(words.list, words.count));
	} else if (up) {
		draft_set(task, CONF_SERVICE_COMMAND, marked_words(keep, 3));
		draft_info(tree->draft, name,
			   "%s is a script of execline: keep that program "
			   "in the image",
			   inside);
	}
	if (source_is_file(pool_format("%s/down", path)))
		draft_lost(tree->draft, name,
			   "its command `down` is not carried over, because a task has no "
			   "command for its end: use post-stop of a service");
}

/* Sets `needs`: services as they are, bundles as groups. */
static void set_needs(const struct s6_tree *tree, const char *name)
{
	static const char *const overlay[] = {
		"base",    "legacy-cont-init", "legacy-services",
		"preinit", "fix-attrs",        "init-usermods"
	};
	struct strings needs = listed(tree, name, "dependencies");
	struct draft_section *service = draft_find(tree->draft, draft_valid_name(name));
	bool known;

	for (size_t i = 0; service && i < needs.count; i++) {
		const char *need = draft_valid_name(needs.list[i]);

		if (strcmp(type_of(tree, needs.list[i]), "bundle") == 0)
			draft_append(service, CONF_SERVICE_NEEDS, pool_format("@%s", need));
		else if (draft_find(tree->draft, need))
			draft_append(service, CONF_SERVICE_NEEDS, need);
		known = strings_have(&tree->loggers, needs.list[i]);
		for (size_t k = 0; k < ARRAY_LEN(overlay); k++)
			known |= strcmp(needs.list[i], overlay[k]) == 0;
		if (!known && type_of(tree, needs.list[i])[0] == '\0')
			draft_lost(tree->draft, name,
				   "it depends on %s, which is not in this directory",
				   needs.list[i]);
	}
}

/* Returns the service that reads the output of this one, or NULL, and its script. */
static const char *consumer_of(const struct s6_tree *tree, const char *name,
			       const char **ret_script)
{
	struct strings consumer = listed(tree, name, "producer-for");
	const char *why;

	if (consumer.count == 0)
		return NULL;
	*ret_script =
		source_read(pool_format("%s/run", path_of(tree, consumer.list[0])), &why);
	return consumer.list[0];
}

/* Finds the loggers that become keys of their producers. */
static void find_loggers(struct s6_tree *tree)
{
	for (size_t i = 0; i < tree->names.count; i++) {
		struct draft unused = { 0 };
		struct draft_section scratch = { .name = "", .origin = "" };
		struct service_folder folder = { &unused, tree->place, "", "", false };
		const char *script,
			*consumer = consumer_of(tree, tree->names.list[i], &script);

		if (consumer && script && service_logger_convert(&folder, &scratch, script))
			strings_add(&tree->loggers, consumer);
	}
}

/* A producer writes to the logger or service that its file producer-for names. */
static void set_producer(const struct s6_tree *tree, const char *name)
{
	struct draft_section *service = draft_find(tree->draft, draft_valid_name(name));
	const char *script, *consumer = consumer_of(tree, name, &script);
	struct service_folder folder = { tree->draft, tree->place, path_of(tree, name),
					 name, false };

	if (!consumer || !service)
		return;
	if (script && service_logger_convert(&folder, service, script))
		return;
	draft_setf(service, CONF_SERVICE_STDOUT, "pipe:%s", draft_valid_name(consumer));
	draft_append(service, CONF_SERVICE_NEEDS, draft_valid_name(consumer));
}

/* ---- bundles ---- */

/* Adds the services of the bundle, also those of bundles in it, to `ret`. */
static void bundle_services(const struct s6_tree *tree, const char *bundle, int depth,
			    struct strings *ret)
{
	struct strings contents = listed(tree, bundle, "contents");

	for (size_t i = 0; i < contents.count && ret->count < 10000; i++)
		if (strcmp(type_of(tree, contents.list[i]), "bundle") == 0 && depth < 8)
			bundle_services(tree, contents.list[i], depth + 1, ret);
		else if (!strings_have(ret, contents.list[i]))
			strings_add(ret, contents.list[i]);
}

static void set_groups(const struct s6_tree *tree)
{
	for (size_t i = 0; i < tree->names.count; i++) {
		const char *bundle = tree->names.list[i];
		struct strings services = { 0 };

		if (strcmp(type_of(tree, bundle), "bundle") != 0 ||
		    text_begins_with(bundle, "user"))
			continue;
		bundle_services(tree, bundle, 0, &services);
		for (size_t k = 0; k < services.count; k++) {
			struct draft_section *service =
				draft_find(tree->draft, draft_valid_name(services.list[k]));

			if (service)
				draft_append(service, CONF_SERVICE_GROUP,
					     draft_valid_name(bundle));
		}
	}
}

/* s6-overlay starts the bundles user and user2 only. */
static void set_autostart(const struct s6_tree *tree)
{
	struct strings started = { 0 };

	if (strcmp(type_of(tree, "user"), "bundle") != 0)
		return;
	bundle_services(tree, "user", 0, &started);
	bundle_services(tree, "user2", 0, &started);
	for (size_t i = 0; i < tree->names.count; i++) {
		const char *name = tree->names.list[i];
		struct draft_section *service =
			draft_find(tree->draft, draft_valid_name(name));

		if (service && type_of(tree, name)[0] != 'b' &&
		    !strings_have(&started, name))
			draft_set(service, CONF_SERVICE_AUTOSTART, "no");
	}
}

/* ---- the directory ---- */

static void convert_service(const struct s6_tree *tree, const char *name)
{
	struct service_folder folder = { tree->draft, tree->place, path_of(tree, name),
					 name, false };
	const char *type = type_of(tree, name);

	if (strcmp(type, "longrun") == 0)
		service_folder_convert(&folder);
	else if (strcmp(type, "oneshot") == 0)
		convert_oneshot(tree, name);
	else if (strcmp(type, "bundle") != 0 && type[0] != '\0')
		draft_lost(tree->draft, name, "its type \"%.40s\" is not known", type);
}

static void convert_names(struct s6_tree *tree)
{
	find_loggers(tree);
	for (size_t i = 0; i < tree->names.count; i++)
		if (!strings_have(&tree->loggers, tree->names.list[i]))
			convert_service(tree, tree->names.list[i]);
	for (size_t i = 0; i < tree->names.count; i++)
		set_producer(tree, tree->names.list[i]);
	for (size_t i = 0; i < tree->names.count; i++)
		set_needs(tree, tree->names.list[i]);
	set_groups(tree);
	set_autostart(tree);
}

void s6_rc_convert(struct draft *draft, const struct place *place, const char *folder)
{
	struct s6_tree tree = { draft, place, folder, source_names(folder), { 0 } };

	convert_names(&tree);
	draft_set(draft_section(draft, CONF_DEFAULTS, ""), CONF_SERVICE_ON_FAILED,
		  "ignore");
}

void s6_rc_convert_one(struct draft *draft, const struct place *place, const char *folder)
{
	struct s6_tree tree = { draft, place, path_folder(folder), { 0 }, { 0 } };

	strings_add(&tree.names, path_name(folder));
	convert_names(&tree);
}
