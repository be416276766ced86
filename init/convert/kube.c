/* init/convert/kube.c - prints a manifest for Kubernetes. */
#include "init/convert/kube.h"

#include "init/convert/yaml_text.h"

#include <string.h>

/* Where lines go, and how far they are indented. */
struct kube_writer {
	FILE *out;
	int indent;
	bool deployment;
};

static void put_key(const struct kube_writer *w, int deeper, const char *key)
{
	fprintf(w->out, "%*s%s:", w->indent + deeper, "", key);
}

static void put_text(const struct kube_writer *w, int deeper, const char *key,
		     const char *value)
{
	put_key(w, deeper, key);
	fputc(' ', w->out);
	yaml_string(w->out, value);
	fputc('\n', w->out);
}

static void put_number(const struct kube_writer *w, int deeper, const char *key, int value)
{
	put_key(w, deeper, key);
	fprintf(w->out, " %d\n", value);
}

static void put_empty(const struct kube_writer *w, int deeper, const char *key)
{
	put_key(w, deeper, key);
	fputc('\n', w->out);
}

static void put_command(const struct kube_writer *w, int deeper, const char *key,
			const char *const *words, size_t count)
{
	put_key(w, deeper, key);
	fputc(' ', w->out);
	yaml_list(w->out, words, count);
	fputc('\n', w->out);
}

struct kube_probe {
	const char *key, *option; /* option of `ctinit health`, or NULL */
	int period, timeout, failures;
};

static void put_probe(const struct kube_writer *w, const struct manifest *m,
		      const struct kube_probe *probe)
{
	const char *command[] = { m->program, "health", probe->option };

	put_empty(w, 2, probe->key);
	put_empty(w, 4, "exec");
	put_command(w, 6, "command", command, probe->option ? 3 : 2);
	put_number(w, 4, "periodSeconds", probe->period);
	put_number(w, 4, "timeoutSeconds", probe->timeout);
	put_number(w, 4, "failureThreshold", probe->failures);
}

/* The start counts as failed when the longest chain of start timeouts is over. Until then
 * the other two probes wait. */
static void put_probes(const struct kube_writer *w, const struct manifest *m)
{
	int period = m->start_seconds < 120 ? 2 : 5;
	const struct kube_probe probes[] = {
		{ "startupProbe", "--ready", period, 5,
		  (m->start_seconds + period - 1) / period },
		{ "readinessProbe", "--ready", 5, 5, 1 },
		{ "livenessProbe", "--live", 10, 5, 3 },
	};

	for (size_t i = 0; i < ARRAY_LEN(probes); i++)
		put_probe(w, m, &probes[i]);
}

/* A Deployment has no port of the node: its second pod on a node would not be scheduled. */
static void put_ports(const struct kube_writer *w, const struct manifest *m)
{
	if (m->port_count > 0)
		put_empty(w, 2, "ports");
	for (size_t i = 0; i < m->port_count; i++) {
		const struct manifest_port *port = &m->ports[i];

		fprintf(w->out, "%*s- containerPort: %d\n", w->indent + 4, "",
			port->inside);
		if (port->host > 0 && !w->deployment)
			put_number(w, 6, "hostPort", port->host);
		if (strcmp(port->protocol, "udp") == 0)
			put_text(w, 6, "protocol", "UDP");
	}
}

static void put_environment(const struct kube_writer *w, const struct manifest *m)
{
	if (m->environment.count > 0)
		put_empty(w, 2, "env");
	for (size_t i = 0; i < m->environment.count; i++) {
		const char *pair = m->environment.list[i];
		size_t name = strcspn(pair, "=");

		fprintf(w->out, "%*s- name: ", w->indent + 4, "");
		yaml_string(w->out, pool_copy(pair, name));
		fputc('\n', w->out);
		put_text(w, 6, "value", pair + name + (pair[name] == '='));
	}
}

static void put_resources(const struct kube_writer *w, const struct manifest *m)
{
	if (m->memory < 0 && !m->cpus)
		return;
	put_empty(w, 2, "resources");
	put_empty(w, 4, "limits");
	if (m->cpus)
		put_text(w, 6, "cpu", m->cpus);
	if (m->memory >= 0 && m->memory % (1 << 20) == 0)
		put_text(w, 6, "memory", pool_format("%lldMi", (long long)m->memory >> 20));
	else if (m->memory >= 0)
		put_text(w, 6, "memory", pool_format("%lld", (long long)m->memory));
}

static void put_security(const struct kube_writer *w, const struct manifest *m)
{
	if (!m->read_only && m->add.count == 0 && m->drop.count == 0)
		return;
	put_empty(w, 2, "securityContext");
	if (m->read_only)
		fprintf(w->out, "%*sreadOnlyRootFilesystem: true\n", w->indent + 4, "");
	if (m->add.count > 0 || m->drop.count > 0)
		put_empty(w, 4, "capabilities");
	if (m->add.count > 0)
		put_command(w, 6, "add", (const char *const *)m->add.list, m->add.count);
	if (m->drop.count > 0)
		put_command(w, 6, "drop", (const char *const *)m->drop.list, m->drop.count);
}

/* ---- volumes ---- */

/* The parts of SRC:DST[:ro,...]. */
static void split_volume(const char *word, const char **ret_source, const char **ret_target,
			 bool *ret_read_only)
{
	size_t source = strcspn(word, ":"), target;
	const char *rest = word + source + (word[source] == ':');

	target = strcspn(rest, ":");
	*ret_source = pool_copy(word, source);
	*ret_target = pool_copy(rest, target);
	*ret_read_only = strstr(rest + target, "ro") != NULL;
}

static void put_mounts(const struct kube_writer *w, const struct manifest *m)
{
	const char *source, *target;
	bool read_only;

	if (m->volumes.count + m->tmpfs.count > 0)
		put_empty(w, 2, "volumeMounts");
	for (size_t i = 0; i < m->volumes.count; i++) {
		split_volume(m->volumes.list[i], &source, &target, &read_only);
		fprintf(w->out, "%*s- name: volume-%zu\n", w->indent + 4, "", i + 1);
		put_text(w, 6, "mountPath", target);
		if (read_only)
			fprintf(w->out, "%*sreadOnly: true\n", w->indent + 6, "");
	}
	for (size_t i = 0; i < m->tmpfs.count; i++) {
		fprintf(w->out, "%*s- name: tmpfs-%zu\n", w->indent + 4, "", i + 1);
		put_text(w, 6, "mountPath", m->tmpfs.list[i]);
	}
}

static void put_volumes(const struct kube_writer *w, const struct manifest *m)
{
	const char *source, *target;
	bool read_only;

	if (m->volumes.count + m->tmpfs.count > 0)
		put_empty(w, 0, "volumes");
	for (size_t i = 0; i < m->volumes.count; i++) {
		split_volume(m->volumes.list[i], &source, &target, &read_only);
		fprintf(w->out, "%*s- name: volume-%zu\n", w->indent + 2, "", i + 1);
		put_empty(w, 4, "hostPath");
		put_text(w, 6, "path", source);
	}
	for (size_t i = 0; i < m->tmpfs.count; i++) {
		fprintf(w->out, "%*s- name: tmpfs-%zu\n", w->indent + 2, "", i + 1);
		put_empty(w, 4, "emptyDir");
		put_text(w, 6, "medium", "Memory");
	}
}

/* ---- the pod ---- */

static void put_pod_spec(const struct kube_writer *w, const struct manifest *m)
{
	const char *command[] = { m->program, "run", m->file };

	put_number(w, 0, "terminationGracePeriodSeconds", m->grace_seconds);
	if (m->hostname && m->hostname[0] != '\0')
		put_text(w, 0, "hostname", m->hostname);
	put_empty(w, 0, "containers");
	fprintf(w->out, "%*s- name: %s\n", w->indent, "", m->name);
	put_text(w, 2, "image", m->image);
	if (m->file)
		put_command(w, 2, "command", command, 3);
	put_ports(w, m);
	put_environment(w, m);
	put_resources(w, m);
	put_security(w, m);
	put_mounts(w, m);
	put_probes(w, m);
	put_text(w, 2, "terminationMessagePath", "/dev/termination-log");
	put_text(w, 2, "terminationMessagePolicy", "FallbackToLogsOnError");
	if (m->terminal) {
		fprintf(w->out, "%*sstdin: true\n", w->indent + 2, "");
		fprintf(w->out, "%*stty: true\n", w->indent + 2, "");
	}
	put_volumes(w, m);
}

void kube_print(const struct manifest *m, bool deployment, int replicas, FILE *out)
{
	struct kube_writer w = { out, 2, deployment };

	fprintf(out,
		"apiVersion: %s\nkind: %s\nmetadata:\n  name: %s\n  labels:\n    app: %s\n",
		deployment ? "apps/v1" : "v1", deployment ? "Deployment" : "Pod", m->name,
		m->name);
	fputs("spec:\n", out);
	if (deployment) {
		fprintf(out,
			"  replicas: %d\n  selector:\n    matchLabels:\n      app: %s\n"
			"  template:\n    metadata:\n      labels:\n        app: %s\n    "
			"spec:\n",
			replicas, m->name, m->name);
		w.indent = 6;
	} else {
		fputs("  restartPolicy: Always\n", out);
	}
	put_pod_spec(&w, m);
}
