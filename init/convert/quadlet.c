/* init/convert/quadlet.c - prints a unit of podman's Quadlet. */
#include "init/convert/compose_print.h"
#include "init/convert/yaml_text.h"

#include <string.h>

/* % is a specifier of systemd: %% is a percent sign. */
static const char *without_specifiers(const char *text)
{
	struct grow doubled = { 0 };

	for (; *text != '\0'; text++) {
		if (*text == '%')
			grow_byte(&doubled, '%');
		grow_byte(&doubled, *text);
	}
	return grow_take(&doubled);
}

/* Prints the word, always on one line. `escaped` are the characters that get a
 * backslash. */
static void put_word(FILE *out, const char *word, const char *escaped)
{
	for (word = without_specifiers(word); *word != '\0'; word++) {
		unsigned char c = (unsigned char)*word;

		if (c < 0x20 || c == 0x7f)
			fprintf(out, "\\x%02x", c);
		else
			fprintf(out, "%s%c", strchr(escaped, c) ? "\\" : "", c);
	}
}

/* Prints KEY="WORD" as systemd reads it. */
static void put_quoted(FILE *out, const char *key, const char *word)
{
	fprintf(out, "%s=\"", key);
	put_word(out, word, "\"\\");
	fputs("\"\n", out);
}

static void put_plain(FILE *out, const char *key, const char *word)
{
	fprintf(out, "%s=", key);
	put_word(out, word, "");
	fputc('\n', out);
}

static void put_exec(FILE *out, const char *file)
{
	fputs("Exec=run \"", out);
	put_word(out, file, "\"\\");
	fputs("\"\n", out);
}

static void put_each(FILE *out, const char *key, const struct strings *words)
{
	for (size_t i = 0; i < words->count; i++)
		put_plain(out, key, words->list[i]);
}

static void put_ports(FILE *out, const struct manifest *m)
{
	for (size_t i = 0; i < m->port_count; i++) {
		const struct manifest_port *port = &m->ports[i];

		if (port->host > 0)
			fprintf(out, "PublishPort=%s%s%d:%d%s\n",
				port->address ? port->address : "",
				port->address ? ":" : "", port->host, port->inside,
				strcmp(port->protocol, "udp") == 0 ? "/udp" : "");
	}
}

static void put_limits(FILE *out, const struct manifest *m)
{
	if (m->memory >= 0)
		fprintf(out, "PodmanArgs=--memory=%lld\n", (long long)m->memory);
	if (m->cpus)
		put_plain(out, "PodmanArgs=--cpus", m->cpus);
	if (m->pids >= 0)
		fprintf(out, "PidsLimit=%lld\n", (long long)m->pids);
}

static void put_health(FILE *out, const struct manifest *m)
{
	const char *command[] = { m->program, "health" };

	fputs("HealthCmd=", out);
	yaml_list(out, command, 2); /* as JSON: no shell runs it */
	fprintf(out,
		"\nHealthInterval=10s\nHealthTimeout=5s\nHealthRetries=3\n"
		"HealthStartPeriod=%ds\n",
		m->start_seconds);
}

void quadlet_print(const struct manifest *m, FILE *out)
{
	fprintf(out, "[Unit]\nDescription=%s\n\n[Container]\n", m->name);
	put_plain(out, "Image", m->image);
	put_plain(out, "ContainerName", m->name);
	if (m->file)
		put_plain(out, "Entrypoint", m->program);
	if (m->file)
		put_exec(out, m->file);
	if (m->hostname && m->hostname[0] != '\0')
		put_plain(out, "HostName", m->hostname);
	fputs("# PID 1 says when all services are ready.\nNotify=true\n", out);
	fprintf(out, "PodmanArgs=--stop-timeout=%d\n", m->grace_seconds);
	put_ports(out, m);
	for (size_t i = 0; i < m->environment.count; i++)
		put_quoted(out, "Environment", m->environment.list[i]);
	put_each(out, "Volume", &m->volumes);
	put_each(out, "Tmpfs", &m->tmpfs);
	if (m->read_only)
		fputs("ReadOnly=true\n", out);
	put_each(out, "AddCapability", &m->add);
	put_each(out, "DropCapability", &m->drop);
	put_limits(out, m);
	if (m->terminal)
		fputs("PodmanArgs=--interactive --tty\n", out);
	put_health(out, m);
	fprintf(out,
		"\n[Service]\nRestart=always\nTimeoutStartSec=%d\nTimeoutStopSec=%d\n"
		"\n[Install]\nWantedBy=default.target\n",
		m->start_seconds + 30, m->grace_seconds + 10);
}
