/* tests/fuzz/conf_fuzz.c - loads any bytes as svc.ini. A configuration that loads is
 * printed, read again and compared.
 *
 * It also walks the conditions and commands of a section, expands every service key, and
 * adds the words of a command line. It accepts keys that are not implemented yet. */
#include "conf/conf.h"

#include <stdlib.h>
#include <string.h>

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size);

/* Opens nothing: [include] would read the machine's own files. */
static FILE *no_files(const char *path, bool included)
{
	(void)path;
	(void)included;
	return NULL;
}

static struct conf *load(const char *text, size_t size, bool serialized)
{
	static char home[] = "HOME=/root", split[] = "S=a 'b c'";
	char *const env[] = { home, split, NULL };
	struct conf_source source = { .path = "f", .open = no_files, .environment = env };
	struct conf *conf;

	source.serialized = serialized;
	source.file = fmemopen((void *)(uintptr_t)text, size, "r");
	if (source.file)
		conf_load(&source, &conf);
	return source.file ? conf : NULL;
}

static char *printed(const struct conf *conf, size_t *ret_size)
{
	char *text = NULL;
	FILE *out = open_memstream(&text, ret_size);

	conf_print(conf, out, false);
	fclose(out);
	return text;
}

static void check_round_trip(const struct conf *conf)
{
	size_t one_size, two_size;
	char *one = printed(conf, &one_size), *two;
	struct conf *again = one_size > 0 ? load(one, one_size, true) : NULL;

	if (again) {
		two = printed(again, &two_size);
		if (conf_errors(again) > 0 || strcmp(one, two) != 0 ||
		    conf_service_count(conf) != conf_service_count(again) ||
		    conf_setup_count(conf) != conf_setup_count(again))
			abort();
		for (size_t i = 0; i < conf_service_count(conf); i++) {
			if (conf_diff(conf_service(conf, i), conf_service(again, i)) !=
			    CONF_SAME)
				abort();
		}
		free(two);
	}
	conf_free(again);
	free(one);
}

static const char *find_variable(void *context, const char *name, size_t len)
{
	(void)context;
	return len == 1 && name[0] == 'S' ? "a 'b c'" : NULL;
}

static void read_section(const struct conf_section *section)
{
	static const enum conf_key hooks[] = { CONF_SERVICE_PRE_START,
					       CONF_SERVICE_PRE_STOP,
					       CONF_SERVICE_POST_STOP,
					       CONF_SERVICE_RELOAD };
	struct conf_when_walk walk = { .iter = conf_entries_begin(section,
								  CONF_SERVICE_WHEN) };
	struct conf_lookup lookup = { find_variable, NULL };
	char at[2000], why[300];
	struct conf_scratch scratch = { at, sizeof at, 0 };
	struct conf_command command;
	struct conf_value value;
	struct conf_when when;

	while (conf_when(&walk, &when)) {
		conf_when_holds(&when, NULL);
		conf_when_holds(&when, "a");
	}
	for (size_t i = 0; i < sizeof hooks / sizeof hooks[0]; i++) {
		struct conf_entry_iter each = conf_entries_begin(section, hooks[i]);

		while (conf_next_command(&each, &lookup, &scratch, &command, &TEXT(why)) ==
		       1) {
			if (command.argv[command.argc] || command.argv[0][0] == '\0')
				abort();
		}
	}
	for (unsigned key = 0; key < CONF_KEY_COUNT; key++) {
		scratch.used = 0;
		if (conf_key_info((enum conf_key)key)->section == CONF_SERVICE)
			conf_expand_value(section, (enum conf_key)key,
					  &(struct conf_expansion){ &lookup, &scratch },
					  &value, &TEXT(why));
	}
}

static void read_all(const struct conf *conf)
{
	size_t count = conf_service_count(conf), rows;
	const struct conf_signal *signals = conf_signals(conf, &rows);
	const uint32_t *start;

	for (size_t i = 0; i < rows; i++) {
		for (size_t k = 0; k < signals[i].to.count; k++) {
			if (conf_target_at(&signals[i].to, k) >= count)
				abort();
		}
	}
	start = conf_start_list(conf, &rows);
	for (size_t i = 0; i < rows; i++) {
		if (start[i] >= count || (i > 0 && start[i] <= start[i - 1]))
			abort();
	}
	for (size_t i = 0; i < count && i < 50; i++) {
		const struct conf_section *section = conf_service(conf, i);

		read_section(section);
		if (conf_find_service(conf, conf_name(section)) != (int)i ||
		    conf_pipe(section, CONF_SERVICE_STDOUT) >= (int)count ||
		    conf_on_failed(section) >= (int)count)
			abort();
	}
	for (size_t i = 0; i < conf_setup_count(conf); i++)
		read_section(conf_setup(conf, i));
}

static void with_words(const struct conf *base, char *first)
{
	static char second[] = "a 'b $c";
	char *const words[] = { first, second, NULL };
	struct conf *conf = NULL;
	bool instead;
	char why[300];

	if (conf_load_arguments(base, words, &conf, &instead, &TEXT(why)) == 0) {
		check_round_trip(conf);
		read_all(conf);
	} else if (!conf && why[0] == '\0') {
		abort();
	}
	conf_free(conf);
}

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
	static char option[] = "-x", program[] = "sh";
	struct conf *conf;

	conf_accept_unimplemented(true);
	conf = size > 0 ? load((const char *)data, size, false) : NULL;
	if (!conf)
		return 0;
	if (conf_errors(conf) == 0) {
		check_round_trip(conf);
		read_all(conf);
		with_words(conf, option);
		with_words(conf, program);
	}
	conf_free(conf);
	return 0;
}
