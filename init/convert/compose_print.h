/* init/convert/compose_print.h - prints a compose file and a unit of podman's Quadlet.
 *
 * Source: the Compose Specification (docker compose v2), podman-systemd.unit(5) of
 *         podman 5. */
#ifndef INIT_CONVERT_COMPOSE_PRINT_H
#define INIT_CONVERT_COMPOSE_PRINT_H

#include "init/convert/manifest.h"

#include <stdio.h>

void compose_print(const struct manifest *manifest, FILE *out);
void quadlet_print(const struct manifest *manifest, FILE *out);

#endif
