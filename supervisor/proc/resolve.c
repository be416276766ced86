/* supervisor/proc/resolve.c - resolves a host name in a child of PID 1. */
#include "supervisor/proc/resolve.h"

#include "conf/base/clock.h"
#include "conf/base/number.h"
#include "supervisor/path/path.h"
#include "supervisor/proc/spawn.h"

#include <arpa/inet.h>
#include <errno.h>
#include <fcntl.h>
#include <netinet/in.h>
#include <poll.h>
#include <stdbool.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <strings.h>
#include <sys/random.h>
#include <sys/socket.h>
#include <unistd.h>

#define SERVERS_MAX     3 /* MAXNS and MAXDNSRCH of resolv.h */
#define SEARCH_MAX      6
#define LINE_SIZE       1024
#define OTHER_TYPE_MSEC 200 /* msec to wait for AAAA, which some servers never answer */
#define BLANKS          " \t\r\n"

const struct resolve_setup resolve_usual = { "/etc/hosts", "/etc/resolv.conf", 53, 4500 };

/* Opens only a regular file. A FIFO would block for the whole time limit. */
static FILE *open_text(const char *path)
{
	int fd = path_open(PATH_NAMES, AT_FDCWD, path, O_RDONLY, 0);
	FILE *file = fd < 0 ? NULL : fdopen(fd, "r");

	if (fd >= 0 && file == NULL)
		close(fd);
	return file;
}

/* Reads the next line and cuts its comment off. Truncates a line that is longer than
 * LINE_SIZE. */
static bool next_line(FILE *file, char line[LINE_SIZE], const char *comments)
{
	int c;

	if (fgets(line, LINE_SIZE, file) == NULL)
		return false;
	if (strchr(line, '\n') == NULL)
		while ((c = fgetc(file)) != EOF && c != '\n')
			;
	line[strcspn(line, comments)] = '\0';
	return true;
}

static bool parse_address(const char *text, struct dns_address *ret)
{
	memset(ret, 0, sizeof *ret);
	ret->family = 4;
	if (inet_pton(AF_INET, text, ret->bytes) == 1)
		return true;
	ret->family = 6;
	return inet_pton(AF_INET6, text, ret->bytes) == 1;
}

/* ---- /etc/hosts ---- */

static int lookup_hosts(const char *path, const char *name, struct dns_address *ret)
{
	FILE *file = open_text(path);
	char line[LINE_SIZE], *rest, *word;
	struct dns_address address;
	int count = 0;

	if (file == NULL)
		return 0;
	while (count < RESOLVE_MAX && next_line(file, line, "#")) {
		word = strtok_r(line, BLANKS, &rest);
		if (word == NULL || !parse_address(word, &address))
			continue;
		while ((word = strtok_r(NULL, BLANKS, &rest)) != NULL) {
			if (strcasecmp(word, name) != 0)
				continue;
			ret[count++] = address;
			break;
		}
	}
	fclose(file);
	return count;
}

/* ---- /etc/resolv.conf ---- */

struct resolver_config {
	struct dns_address servers[SERVERS_MAX];
	char search[SEARCH_MAX][DNS_NAME];
	size_t server_count, search_count;
	int64_t ndots;
};

static void add_search_domains(struct resolver_config *config, char **rest)
{
	const char *word;

	config->search_count = 0; /* the last `search` line counts */
	while (config->search_count < SEARCH_MAX &&
	       (word = strtok_r(NULL, BLANKS, rest)) != NULL) {
		size_t len = strlen(word);

		if (len > 0 && len < DNS_NAME && strcmp(word, ".") != 0)
			strcpy(config->search[config->search_count++], word);
	}
}

static void read_resolv_conf(const char *path, struct resolver_config *config)
{
	FILE *file = open_text(path);
	char line[LINE_SIZE], *rest;
	const char *word;
	int64_t n;

	memset(config, 0, sizeof *config);
	config->ndots = 1;
	while (file != NULL && next_line(file, line, "#;")) {
		word = strtok_r(line, BLANKS, &rest);
		if (word == NULL)
			continue;
		if (strcmp(word, "search") == 0 || strcmp(word, "domain") == 0) {
			add_search_domains(config, &rest);
		} else if (strcmp(word, "nameserver") == 0) {
			word = strtok_r(NULL, BLANKS, &rest);
			if (word != NULL && config->server_count < SERVERS_MAX &&
			    parse_address(word, &config->servers[config->server_count]))
				config->server_count++;
		} else if (strcmp(word, "options") == 0) {
			while ((word = strtok_r(NULL, BLANKS, &rest)) != NULL)
				if (strncmp(word, "ndots:", 6) == 0 &&
				    number_parse(word + 6, &n))
					config->ndots = n > 15 ? 15 : n;
		}
	}
	if (file != NULL)
		fclose(file);
	if (config->server_count == 0)
		parse_address("127.0.0.1", &config->servers[config->server_count++]);
}

/* ---- name servers ---- */

struct dns_lookup {
	struct pollfd servers[SERVERS_MAX];
	size_t count;
	bool cannot[SERVERS_MAX][2]; /* the server replied that it cannot answer */
	msec deadline;
	uint16_t ids[2];
	bool answered[2], no_name;
	struct dns_address found[2][RESOLVE_MAX];
	int found_count[2];
};
static const enum dns_type types[2] = { DNS_A, DNS_AAAA };

static void connect_servers(struct dns_lookup *lookup, const struct resolver_config *config,
			    uint16_t port)
{
	for (size_t i = 0; i < config->server_count; i++) {
		const struct dns_address *a = &config->servers[i];
		struct sockaddr_in v4 = { .sin_family = AF_INET, .sin_port = htons(port) };
		struct sockaddr_in6 v6 = { .sin6_family = AF_INET6,
					   .sin6_port = htons(port) };
		bool is_v4 = a->family == 4;
		int fd = socket(is_v4 ? AF_INET : AF_INET6, SOCK_DGRAM | SOCK_CLOEXEC, 0);

		memcpy(&v4.sin_addr, a->bytes, sizeof v4.sin_addr);
		memcpy(&v6.sin6_addr, a->bytes, sizeof v6.sin6_addr);
		/* connect(2): the kernel drops packets from other hosts (udp(7)) */
		if (fd >= 0 &&
		    (is_v4 ? connect(fd, (struct sockaddr *)&v4, sizeof v4)
			   : connect(fd, (struct sockaddr *)&v6, sizeof v6)) < 0) {
			close(fd);
			fd = -1;
		}
		if (fd >= 0)
			lookup->servers[lookup->count++] =
				(struct pollfd){ .fd = fd, .events = POLLIN };
	}
}

static void receive_answer(struct dns_lookup *lookup, size_t server, const char *name)
{
	uint8_t packet[DNS_ANSWER];
	ssize_t n = recv(lookup->servers[server].fd, packet, sizeof packet, MSG_DONTWAIT);

	if (n < 0 && errno != EAGAIN && errno != EINTR) /* no name server listens there */
		lookup->cannot[server][0] = lookup->cannot[server][1] = true;
	for (size_t t = 0; t < 2 && n > 0; t++) {
		int r;

		if (lookup->answered[t])
			continue;
		r = dns_answer(&(struct dns_query){ lookup->ids[t], types[t], name },
			       packet, (size_t)n, lookup->found[t], RESOLVE_MAX);
		if (r == -EAGAIN)
			lookup->cannot[server][t] = true;
		if (r >= 0)
			lookup->answered[t] = true;
		if (r == -ENOENT) /* the answer applies to both types */
			lookup->no_name = lookup->answered[0] = lookup->answered[1] = true;
		if (r > 0)
			lookup->found_count[t] = r;
	}
}

static bool awaits_answer(const struct dns_lookup *lookup, size_t server)
{
	return (!lookup->answered[0] && !lookup->cannot[server][0]) ||
	       (!lookup->answered[1] && !lookup->cannot[server][1]);
}

/* Asks one server for both types and waits for its answers. Accepts late answers of the
 * other servers meanwhile. */
static void ask_server(struct dns_lookup *lookup, size_t server, const char *name,
		       msec wait)
{
	uint8_t packet[DNS_QUESTION];
	msec until = clock_now() + wait;

	if (until > lookup->deadline)
		until = lookup->deadline;
	for (size_t t = 0; t < 2; t++) {
		size_t n =
			dns_question(&(struct dns_query){ lookup->ids[t], types[t], name },
				     packet);

		if (!lookup->answered[t] &&
		    send(lookup->servers[server].fd, packet, n, MSG_NOSIGNAL) < 0)
			lookup->cannot[server][0] = lookup->cannot[server][1] = true;
	}
	while (awaits_answer(lookup, server)) {
		msec left = until - clock_now();

		if (left <= 0 ||
		    (poll(lookup->servers, lookup->count, (int)left) < 0 && errno != EINTR))
			return;
		for (size_t i = 0; i < lookup->count; i++)
			if (lookup->servers[i].revents != 0)
				receive_answer(lookup, i, name);
		if (lookup->found_count[0] > 0 && until > clock_now() + OTHER_TYPE_MSEC)
			until = clock_now() + OTHER_TYPE_MSEC;
	}
}

/* Resolves one complete name, in two rounds over all servers. */
static int resolve_name(struct dns_lookup *lookup, const char *name,
			struct dns_address *ret)
{
	uint8_t packet[DNS_QUESTION];
	int count = 0;

	if (dns_question(&(struct dns_query){ 0, DNS_A, name }, packet) == 0)
		return -EINVAL;
	memset(lookup->cannot, 0, sizeof lookup->cannot);
	memset(lookup->found_count, 0, sizeof lookup->found_count);
	lookup->answered[0] = lookup->answered[1] = lookup->no_name = false;
	if (getrandom(lookup->ids, sizeof lookup->ids, 0) != (ssize_t)sizeof lookup->ids)
		return -EAGAIN;
	lookup->ids[1] =
		lookup->ids[1] == lookup->ids[0] ? lookup->ids[0] ^ 1 : lookup->ids[1];
	for (int round = 0; round < 2; round++)
		for (size_t i = 0; i < lookup->count && clock_now() < lookup->deadline; i++)
			if (awaits_answer(lookup, i) && lookup->found_count[0] == 0)
				ask_server(lookup, i, name, round == 0 ? 1000 : 1500);
	for (size_t t = 0; t < 2; t++)
		for (int i = 0; i < lookup->found_count[t] && count < RESOLVE_MAX; i++)
			ret[count++] = lookup->found[t][i];
	if (count > 0)
		return count;
	if (lookup->no_name || (lookup->answered[0] && lookup->answered[1]))
		return -ENOENT;
	for (size_t i = 0; i < lookup->count; i++)
		if (lookup->cannot[i][0] || lookup->cannot[i][1])
			return -EAGAIN;
	return lookup->answered[0] || lookup->answered[1] ? -EAGAIN : -ETIMEDOUT;
}

/* Tries the name as it is and with each domain of the search list, in the order that
 * `ndots` requires. */
static int resolve_in_domains(struct dns_lookup *lookup,
			      const struct resolver_config *config, const char *name,
			      struct dns_address *ret)
{
	size_t len = strlen(name);
	int64_t dots = 0;
	int r = -ENOENT, worst = -ENOENT;
	bool whole = len > 0 && name[len - 1] == '.';

	for (size_t i = 0; i < len; i++)
		dots += name[i] == '.';
	whole = whole || config->search_count == 0;
	bool first = whole || dots >= config->ndots;
	if (first &&
	    ((r = resolve_name(lookup, name, ret)) > 0 || whole || r == -ETIMEDOUT))
		return r;
	worst = r;
	for (size_t i = 0; i < config->search_count; i++) {
		char full[2 * DNS_NAME];

		snprintf(full, sizeof full, "%s.%s", name, config->search[i]);
		if ((r = resolve_name(lookup, full, ret)) > 0 || r == -ETIMEDOUT)
			return r;
		worst = r == -EAGAIN ? r : worst;
	}
	if (!first && (r = resolve_name(lookup, name, ret)) > 0)
		return r;
	return r == -ENOENT ? worst : r;
}

int resolve(const struct resolve_setup *setup, const char *name,
	    struct dns_address ret[RESOLVE_MAX])
{
	struct dns_lookup lookup = { .deadline = clock_now() + setup->limit };
	struct resolver_config config;
	int r = lookup_hosts(setup->hosts, name, ret);

	if (r > 0)
		return r;
	read_resolv_conf(setup->resolv_conf, &config);
	connect_servers(&lookup, &config, setup->port);
	r = lookup.count > 0 ? resolve_in_domains(&lookup, &config, name, ret) : -EAGAIN;
	for (size_t i = 0; i < lookup.count; i++)
		close(lookup.servers[i].fd);
	return r;
}

/* ---- the pipe to PID 1 ---- */

enum { FOUND, NO_NAME, NOT_A_NAME, NO_ANSWER, CANNOT_SAY };

int resolve_child(void *name)
{
	struct dns_address found[RESOLVE_MAX];
	int r = resolve(&resolve_usual, name, found);
	size_t size = r > 0 ? (size_t)r * sizeof *found : 0;

	if (r > 0)
		return write(SPAWN_RUN_FD, found, size) == (ssize_t)size ? FOUND
									 : CANNOT_SAY;
	return r == -ENOENT      ? NO_NAME
	       : r == -EINVAL    ? NOT_A_NAME
	       : r == -ETIMEDOUT ? NO_ANSWER
				 : CANNOT_SAY;
}

const char *resolve_reason(int exit_code)
{
	static const char *const reasons[] = { "nothing was found", "there is no such name",
					       "that cannot be a name",
					       "no name server answers",
					       "no name server could answer" };

	return exit_code >= 0 && (size_t)exit_code < ARRAY_LEN(reasons)
		       ? reasons[exit_code]
		       : "the resolver failed";
}

size_t resolve_check(const void *bytes, size_t size, struct dns_address ret[RESOLVE_MAX])
{
	size_t count = size / sizeof *ret;

	if (size % sizeof *ret != 0 || count > RESOLVE_MAX)
		return 0;
	memcpy(ret, bytes, size);
	for (size_t i = 0; i < count; i++)
		if (ret[i].family != 4 && ret[i].family != 6)
			return 0;
	return count;
}
