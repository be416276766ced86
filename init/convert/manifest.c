/* init/convert/manifest.c - what the engine of a container must know of a svc.ini. */
#include "init/convert/manifest.h"

#include "conf/base/exits.h"
#include "conf/base/number.h"
#include "init/convert/input_file.h"
#include "supervisor/sup.h"

#include <errno.h>
#include <stdlib.h>
#include <string.h>

#define END_MSEC          SECONDS(1) /* what ctinit needs after its services have stopped */
#define START_SECONDS_MAX 3600

static int whole_seconds(msec time)
{
	return (int)((time + 999) / 1000);
}

/* ---- ports ---- */

static void add_port(struct manifest *m, struct manifest_port port)
{
	struct manifest_port *ports;

	for (size_t i = 0; i < m->port_count; i++)
		if (m->ports[i].inside == port.inside &&
		    strcmp(m->ports[i].protocol, port.protocol) == 0) {
			if (!m->ports[i].service)
				m->ports[i].service = port.service;
			return;
		}
	ports = pool_alloc((m->port_count + 1) * sizeof *ports);
	if (m->port_count > 0)
		memcpy(ports, m->ports, m->port_count * sizeof *ports);
	ports[m->port_count++] = port;
	m->ports = ports;
}

/* Returns the number, or 0. */
static int port_number(const char *text)
{
	int64_t number;

	return number_parse(text, &number) && number > 0 && number < 65536 ? (int)number
									   : 0;
}

/* Adds the port of HOST:PORT or HOST:PORT/PATH, if the host is this container. */
static void add_probe_port(struct manifest *m, const char *rest, bool http,
			   const char *service)
{
	static const char *const own[] = { "127.0.0.1", "localhost", "0.0.0.0", "[::1]",
					   "[::]" };
	char *host = pool_copy(rest, strcspn(rest, "/"));
	char *colon = host[0] == '[' ? strstr(host, "]:") : strchr(host, ':');
	int port = http ? 80 : 0;

	if (colon) {
		colon += host[0] == '[';
		port = port_number(colon + 1);
		*colon = '\0';
	}
	for (size_t i = 0; i < ARRAY_LEN(own) && port > 0; i++)
		if (strcmp(host, own[i]) == 0) {
			add_port(m, (struct manifest_port){ .inside = port,
							    .protocol = "tcp",
							    .service = service });
			return;
		}
}

static void add_service_port(struct manifest *m, const struct conf_section *service,
			     enum conf_key key)
{
	int64_t kind = conf_number(service, key);
	const char *rest = conf_text(service, key);

	if (!conf_is_dynamic(service, key) && rest &&
	    (kind == READY_TCP || kind == READY_HTTP))
		add_probe_port(m, rest, kind == READY_HTTP, conf_base_name(service));
}

/* Adds one word of publish: [ADDRESS:]HOST:INSIDE[/udp]. */
static void add_published(struct manifest *m, const char *word)
{
	char *text = pool_copy(word, strcspn(word, "/"));
	const char *protocol = word[strlen(text)] == '/' ? word + strlen(text) + 1 : "tcp";
	char *inside = strrchr(text, ':'), *host = text, *address = NULL;

	if (inside) {
		*inside++ = '\0';
		host = strrchr(text, ':');
		if (host) {
			*host++ = '\0';
			address = text;
		} else {
			host = text;
		}
	}
	if (port_number(inside ? inside : host) > 0)
		add_port(m, (struct manifest_port){ port_number(host),
						    port_number(inside ? inside : host),
						    address, protocol, NULL });
}

static void find_ports(struct manifest *m, const struct conf_section *container)
{
	size_t count = 0;
	char *const *words =
		container ? conf_words(container, CONF_CONTAINER_PUBLISH, &count) : NULL;

	for (size_t i = 0; i < count; i++)
		add_published(m, words[i]);
	for (size_t i = 0; i < conf_service_count(m->conf); i++) {
		add_service_port(m, conf_service(m->conf, i), CONF_SERVICE_READY);
		add_service_port(m, conf_service(m->conf, i), CONF_SERVICE_HEALTH);
	}
}

/* ---- times ---- */

/* Returns how long the service itself may take to become ready. */
static msec own_start_time(const struct conf_section *service)
{
	static const enum conf_key keys[] = { CONF_SERVICE_START_TIMEOUT,
					      CONF_SERVICE_WAIT_TIMEOUT,
					      CONF_SERVICE_START_DELAY };
	msec time = 0;

	for (size_t i = 0; i < ARRAY_LEN(keys); i++)
		if (!conf_is_dynamic(service, keys[i]) && conf_number(service, keys[i]) > 0)
			time += conf_number(service, keys[i]);
	return time;
}

/* Adds the longest time of the services before this one. Returns true if it grew. */
static bool extend_start_time(const struct conf *conf, size_t i, msec *times)
{
	static const enum conf_key edges[] = { CONF_SERVICE_NEEDS, CONF_SERVICE_WANTS,
					       CONF_SERVICE_AFTER };
	msec before = 0, time;

	for (size_t k = 0; k < ARRAY_LEN(edges); k++) {
		size_t count;
		const uint32_t *to = conf_edges(conf, i, edges[k], &count);

		for (size_t n = 0; n < count; n++)
			if (times[to[n]] > before)
				before = times[to[n]];
	}
	time = before + own_start_time(conf_service(conf, i));
	if (time > SECONDS(START_SECONDS_MAX))
		time = SECONDS(START_SECONDS_MAX);
	if (time <= times[i])
		return false;
	times[i] = time;
	return true;
}

/* Returns the longest chain of start times, over needs, wants and after. */
static int start_seconds(const struct conf *conf)
{
	size_t count = conf_service_count(conf);
	msec *times = pool_alloc((count + 1) * sizeof *times), longest = 0;
	bool grew = true;

	for (size_t round = 0; grew && round < 64; round++) {
		grew = false;
		for (size_t i = 0; i < count; i++)
			grew |= extend_start_time(conf, i, times);
	}
	for (size_t i = 0; i < count; i++)
		longest = times[i] > longest ? times[i] : longest;
	return whole_seconds(longest) + 10;
}

/* ---- [container] ---- */

static void copy_words(const struct conf_section *container, enum conf_key key,
		       struct strings *ret)
{
	size_t count;
	char *const *words = conf_words(container, key, &count);

	for (size_t i = 0; i < count; i++)
		strings_add(ret, words[i]);
}

static void read_capabilities(struct manifest *m, const struct conf_section *container)
{
	struct strings words = { 0 };

	if (!conf_is_set(container, CONF_CONTAINER_CAPABILITIES))
		return;
	copy_words(container, CONF_CONTAINER_CAPABILITIES, &words);
	for (size_t i = 0; i < words.count; i++) {
		if (strcmp(words.list[i], "none") == 0)
			strings_add(&m->drop, "ALL");
		else if (words.list[i][0] == '+')
			strings_add(&m->add, words.list[i] + 1);
		else if (words.list[i][0] == '-')
			strings_add(&m->drop, words.list[i] + 1);
	}
}

static void read_container(struct manifest *m, const struct conf_section *container)
{
	struct strings tmpfs = { 0 };

	m->memory = m->pids = -1;
	if (!container)
		return;
	m->hostname = conf_text(container, CONF_CONTAINER_HOSTNAME);
	m->read_only = conf_bool(container, CONF_CONTAINER_READ_ONLY);
	m->cpus = conf_is_set(container, CONF_CONTAINER_CPUS)
			  ? conf_text(container, CONF_CONTAINER_CPUS)
			  : NULL;
	m->memory = conf_number(container, CONF_CONTAINER_MEMORY);
	if (conf_is_set(container, CONF_CONTAINER_PIDS))
		m->pids = conf_number(container, CONF_CONTAINER_PIDS);
	copy_words(container, CONF_CONTAINER_ENVIRONMENT, &m->environment);
	copy_words(container, CONF_CONTAINER_VOLUME, &m->volumes);
	copy_words(container, CONF_CONTAINER_TMPFS, &tmpfs);
	if (m->read_only) {
		strings_add(&tmpfs, "/run");
		strings_add(&tmpfs, "/tmp");
	}
	for (size_t i = 0; i < tmpfs.count; i++) {
		char *path = pool_copy(tmpfs.list[i], strcspn(tmpfs.list[i], ":"));

		if (!strings_have(&m->tmpfs, path))
			strings_add(&m->tmpfs, path);
	}
	read_capabilities(m, container);
}

/* Returns a name that Kubernetes, compose and systemd accept: a DNS label. */
static const char *label_of(const char *name)
{
	struct grow label = { 0 };

	for (; *name != '\0' && label.len < 63; name++) {
		char c = *name >= 'A' && *name <= 'Z' ? (char)(*name | 0x20) : *name;

		if ((c >= 'a' && c <= 'z') || (c >= '0' && c <= '9'))
			grow_byte(&label, c);
		else if (label.len > 0 && label.text[label.len - 1] != '-')
			grow_byte(&label, '-');
	}
	while (label.len > 0 && label.text[label.len - 1] == '-')
		label.text[--label.len] = '\0';
	return label.len > 0 ? grow_take(&label) : "app";
}

/* --name, [container] name, the file's name, or that of the image for a plain svc.ini. */
static const char *name_of(const struct manifest_options *options,
			   const struct conf_section *container)
{
	const char *file = path_name(options->path), *image = path_name(options->image);
	const char *own = container ? conf_text(container, CONF_CONTAINER_NAME) : NULL;
	size_t len = strlen(file);

	if (options->name)
		return label_of(options->name);
	if (own && own[0] != '\0')
		return label_of(own);
	if (strcmp(file, "svc.ini") == 0 || strcmp(file, "-") == 0)
		return label_of(pool_copy(image, strcspn(image, ":@")));
	return label_of(pool_copy(file, text_ends_with(file, ".ini") ? len - 4 : len));
}

int manifest_load(const struct manifest_options *options, const char *verb,
		  struct manifest *ret)
{
	struct conf_source source = { .path = options->path };
	const struct conf_section *container;
	msec longest;
	int err;

	*ret = (struct manifest){ .image = options->image, .file = options->file };
	ret->program = options->program ? options->program : "ctinit";
	if (!source_is_file(options->path)) {
		fprintf(stderr, "ctinit: %s: %s: it is not a readable file\n", verb,
			options->path);
		return CTINIT_EXIT_SETUP;
	}
	/* Limits of [container] that this version of ctinit cannot set, the engine can. */
	conf_accept_unimplemented(true);
	err = conf_load(&source, &ret->conf);
	if (ret->conf)
		conf_print_diags(ret->conf, stderr);
	if (err == 0)
		err = sup_stop_time(ret->conf, &longest);
	if (err < 0 || conf_service_count(ret->conf) == 0) {
		fprintf(stderr, "ctinit: %s: %s: %s\n", verb, options->path,
			err < 0 ? strerror(-err) : "it has no service");
		manifest_free(ret);
		return CTINIT_EXIT_SETUP;
	}
	container = conf_container(ret->conf);
	ret->name = name_of(options, container);
	ret->grace_seconds = whole_seconds(longest + END_MSEC);
	ret->start_seconds = start_seconds(ret->conf);
	ret->terminal = conf_wants_terminal(ret->conf);
	read_container(ret, container);
	find_ports(ret, container);
	return 0;
}

void manifest_free(struct manifest *manifest)
{
	conf_free(manifest->conf);
	manifest->conf = NULL;
}
