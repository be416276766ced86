/* init/convert/compose_print.c - prints a compose file. */
#include "init/convert/compose_print.h"

#include "init/convert/yaml_text.h"

#include <string.h>

static void put_item(FILE *out, const char *text)
{
	fputs("      - ", out);
	yaml_string(out, text);
	fputc('\n', out);
}

static void put_items(FILE *out, const char *key, const struct strings *items)
{
	if (items->count > 0)
		fprintf(out, "    %s:\n", key);
	for (size_t i = 0; i < items->count; i++)
		put_item(out, items->list[i]);
}

/* A dollar is a variable of compose: $$ is a dollar. */
static const char *without_dollars(const char *text)
{
	struct grow doubled = { 0 };

	for (; *text != '\0'; text++) {
		if (*text == '$')
			grow_byte(&doubled, '$');
		grow_byte(&doubled, *text);
	}
	return grow_take(&doubled);
}

static void put_environment(FILE *out, const struct manifest *m)
{
	struct strings pairs = { 0 };

	for (size_t i = 0; i < m->environment.count; i++)
		strings_add(&pairs, without_dollars(m->environment.list[i]));
	put_items(out, "environment", &pairs);
}

/* A port that is published, and one that other containers of the network reach. */
static void put_ports(FILE *out, const struct manifest *m)
{
	struct strings published = { 0 }, exposed = { 0 };

	for (size_t i = 0; i < m->port_count; i++) {
		const struct manifest_port *port = &m->ports[i];
		const char *udp = strcmp(port->protocol, "udp") == 0 ? "/udp" : "";

		if (port->host > 0)
			strings_add(&published,
				    pool_format("%s%s%d:%d%s",
						port->address ? port->address : "",
						port->address ? ":" : "", port->host,
						port->inside, udp));
		else
			strings_add(&exposed, pool_format("%d%s", port->inside, udp));
	}
	put_items(out, "ports", &published);
	put_items(out, "expose", &exposed);
}

static void put_limits(FILE *out, const struct manifest *m)
{
	if (m->memory >= 0)
		fprintf(out, "    mem_limit: %lld\n", (long long)m->memory);
	if (m->cpus) {
		fputs("    cpus: ", out);
		yaml_string(out, m->cpus);
		fputc('\n', out);
	}
	if (m->pids >= 0)
		fprintf(out, "    pids_limit: %lld\n", (long long)m->pids);
}

static void put_health(FILE *out, const struct manifest *m)
{
	const char *test[] = { "CMD", m->program, "health" };

	fputs("    healthcheck:\n      test: ", out);
	yaml_list(out, test, 3);
	fprintf(out,
		"\n      interval: 10s\n      timeout: 5s\n      retries: 3\n"
		"      start_period: %ds\n",
		m->start_seconds);
}

void compose_print(const struct manifest *m, FILE *out)
{
	const char *command[] = { m->program, "run", m->file };

	fprintf(out, "services:\n  %s:\n    image: ", m->name);
	yaml_string(out, without_dollars(m->image));
	fputc('\n', out);
	if (m->file) {
		fputs("    entrypoint: ", out);
		yaml_list(out, command, 3);
		fputc('\n', out);
	}
	if (m->hostname && m->hostname[0] != '\0') {
		fputs("    hostname: ", out);
		yaml_string(out, m->hostname);
		fputc('\n', out);
	}
	fprintf(out, "    restart: unless-stopped\n    stop_grace_period: %ds\n",
		m->grace_seconds);
	put_ports(out, m);
	put_environment(out, m);
	put_items(out, "volumes", &m->volumes);
	put_items(out, "tmpfs", &m->tmpfs);
	if (m->read_only)
		fputs("    read_only: true\n", out);
	put_items(out, "cap_add", &m->add);
	put_items(out, "cap_drop", &m->drop);
	put_limits(out, m);
	if (m->terminal)
		fputs("    stdin_open: true\n    tty: true\n", out);
	put_health(out, m);
}
