/* tests/unit/conf/lang/validate_test.c - tests which words the keys accept and refuse. */
#include "conf/lang/validate.h"

#include <setjmp.h>
#include <stdarg.h>

#include <cmocka.h>

static const struct {
	enum conf_key key;
	const char *word;
	bool valid;
} table[] = {
	{ CONF_CONTAINER_VOLUME, "/a:/b", true },
	{ CONF_CONTAINER_VOLUME, "/a:/b:ro,noexec", true },
	{ CONF_CONTAINER_VOLUME, "/a:/b:ro,rw", false },
	{ CONF_CONTAINER_VOLUME, "/a:/b:", false },
	{ CONF_CONTAINER_VOLUME, "/a:/b:sticky", false },
	{ CONF_CONTAINER_VOLUME, "/a:/proc/x", false },
	{ CONF_CONTAINER_VOLUME, "/a:/b/../c", false },
	{ CONF_CONTAINER_TMPFS, "/c:size=100M,mode=1777", true },
	{ CONF_CONTAINER_TMPFS, "/c:size=0", false },
	{ CONF_CONTAINER_TMPFS, "/", false },
	{ CONF_CONTAINER_NAMESPACES, "-ipc", true },
	{ CONF_CONTAINER_NAMESPACES, "-pid", false },
	{ CONF_CONTAINER_USER_MAP, "0:100000:65536", true },
	{ CONF_CONTAINER_USER_MAP, "1:100000:65536", false },
	{ CONF_CONTAINER_USER_MAP, "0:4294967295:1", false },
	{ CONF_CONTAINER_CAPABILITIES, "+NET_RAW", true },
	{ CONF_CONTAINER_CAPABILITIES, "NET_RAW", false },
	{ CONF_CONTAINER_CAPABILITIES, "+net_raw", false },
	{ CONF_CONTAINER_HOSTNAME, "shop-1.example", true },
	{ CONF_CONTAINER_HOSTNAME, "-shop", false },
	{ CONF_SERVICE_USER, "www-data:4294967294", true },
	{ CONF_SERVICE_USER, ":audio", true },
	{ CONF_SERVICE_USER, "a:", false },
	{ CONF_SERVICE_USER, "4294967295", false },
	{ CONF_SERVICE_ENV_FROM_FILE, "-PASSWORD=/run/secret", true },
	{ CONF_SERVICE_ENV_FROM_FILE, "PASSWORD=secret", false },
	{ CONF_SERVICE_LOG_FILE, "/var/log/", false },
	{ CONF_SERVICE_NEEDS, "web@2", true },
	{ CONF_SERVICE_NEEDS, "@web", true },
	{ CONF_SERVICE_NEEDS, "web@02", false },
	{ CONF_SERVICE_REMOVE, "/run/a/../b", false },
	{ CONF_INIT_SIGNALS, "HUP:forward:@web:USR1", true },
	{ CONF_INIT_SIGNALS, "STOP:reload", false },
	{ CONF_SERVICE_NICE, "anything", true },
};

static void words_of_the_table(void **state)
{
	(void)state;
	for (size_t i = 0; i < ARRAY_LEN(table); i++) {
		if ((validate_word(table[i].key, table[i].word) == NULL) != table[i].valid)
			fail_msg("%s = %s", conf_key_info(table[i].key)->name,
				 table[i].word);
	}
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(words_of_the_table),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
