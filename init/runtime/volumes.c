/* init/runtime/volumes.c - parses the volumes and tmpfs of a container. */
#include "init/runtime/volumes.h"

#include "conf/base/mount_path.h"
#include "conf/base/number.h"
#include "conf/conf.h"
#include "init/runtime/die.h"

#include <errno.h>
#include <linux/mount.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

static const char *volume_option(const char *option, struct volume *volume)
{
	if (strcmp(option, "ro") == 0)
		volume->attributes |= MOUNT_ATTR_RDONLY;
	else if (strcmp(option, "noexec") == 0)
		volume->attributes |= MOUNT_ATTR_NOEXEC;
	else if (strcmp(option, "nosymfollow") == 0)
		volume->attributes |= MOUNT_ATTR_NOSYMFOLLOW;
	else if (strcmp(option, "rw") != 0)
		return "the options are ro, rw, noexec and nosymfollow";
	return NULL;
}

static const char *tmpfs_option(const char *option, struct volume *volume)
{
	int64_t number = 0;

	if (strncmp(option, "size=", 5) == 0) {
		if (!number_parse_size(option + 5, &number) || number == 0)
			return "size= needs a size such as 100M";
		snprintf(volume->size, sizeof volume->size, "%lld", (long long)number);
	} else if (strncmp(option, "mode=", 5) == 0) {
		if (!number_parse_octal(option + 5, &number))
			return "mode= needs an octal mode such as 1777";
		snprintf(volume->mode, sizeof volume->mode, "%llo",
			 (unsigned long long)number);
	} else {
		return "the options are size= and mode=";
	}
	return NULL;
}

static const char *set_options(char *options, struct volume *volume,
			       const char *(*set_option)(const char *, struct volume *))
{
	const char *wrong = NULL;
	char *option;

	while (!wrong && (option = strsep(&options, ",")))
		wrong = set_option(option, volume);
	return wrong;
}

static void volume_init(struct volume *volume)
{
	*volume = (struct volume){
		.attributes = MOUNT_ATTR_NOSUID | MOUNT_ATTR_NODEV,
		.source_fd = -1,
		.tree_fd = -1,
	};
}

const char *volume_parse(const char *word, struct volume *ret)
{
	volume_init(ret);
	char *rest = strdup(word);
	char *source = strsep(&rest, ":"), *target = strsep(&rest, ":");

	if (!source || source[0] == '\0' || !target)
		return "expected SRC:DST[:ro,noexec,nosymfollow]";
	ret->source = source;
	ret->target = target;
	const char *wrong = mount_path_normalize(target);
	return wrong ? wrong : set_options(rest, ret, volume_option);
}

const char *tmpfs_parse(const char *word, struct volume *ret)
{
	volume_init(ret);
	char *rest = strdup(word);

	ret->target = strsep(&rest, ":");
	ret->is_dir = true;
	if (!ret->target)
		return "out of memory";
	const char *wrong = mount_path_normalize(ret->target);
	return wrong ? wrong : set_options(rest, ret, tmpfs_option);
}

static int compare_targets(const void *a, const void *b)
{
	const struct volume *x = a, *y = b;
	size_t xl = strlen(x->target), yl = strlen(y->target);

	return xl != yl ? (xl < yl ? -1 : 1) : strcmp(x->target, y->target);
}

/* Adds a tmpfs for a read-only root, unless a volume or tmpfs has the same target. */
static void add_default_tmpfs(struct container_plan *plan, const char *word)
{
	struct volume *volume = &plan->volumes[plan->volume_count];

	if (tmpfs_parse(word, volume))
		die("allocate the list of volumes", NULL, ENOMEM, NULL);
	for (size_t i = 0; i < plan->volume_count; i++) {
		if (strcmp(plan->volumes[i].target, volume->target) == 0)
			return;
	}
	plan->volume_count++;
}

void volumes_parse(struct container_plan *plan, const struct conf_section *container)
{
	static const struct {
		enum conf_key key;
		const char *name;
		const char *(*parse)(const char *, struct volume *);
	} kinds[] = { { CONF_CONTAINER_VOLUME, "use volume =", volume_parse },
		      { CONF_CONTAINER_TMPFS, "use tmpfs =", tmpfs_parse } };
	size_t total = 0, count;

	for (size_t k = 0; k < ARRAY_LEN(kinds); k++) {
		container_words(container, kinds[k].key, &count);
		total += count;
	}
	plan->volumes = calloc(total + 3, sizeof *plan->volumes);
	if (!plan->volumes)
		die("allocate the list of volumes", NULL, ENOMEM, NULL);
	for (size_t k = 0; k < ARRAY_LEN(kinds); k++) {
		char *const *words = container_words(container, kinds[k].key, &count);

		for (size_t i = 0; i < count; i++) {
			struct volume *volume = &plan->volumes[plan->volume_count++];
			const char *wrong = kinds[k].parse(words[i], volume);

			if (wrong)
				die(kinds[k].name, words[i], 0, wrong);
		}
	}
	if (plan->read_only) {
		add_default_tmpfs(plan, "/run:mode=0755");
		add_default_tmpfs(plan, "/tmp:mode=1777");
	}
	qsort(plan->volumes, plan->volume_count, sizeof *plan->volumes, compare_targets);
	for (size_t i = 1; i < plan->volume_count; i++) {
		if (strcmp(plan->volumes[i].target, plan->volumes[i - 1].target) == 0)
			die("mount two things on", plan->volumes[i].target, 0, NULL);
	}
}
