/* init/convert/kube.h - prints a manifest for Kubernetes.
 *
 * Source: the API reference of Kubernetes 1.30, core/v1 Pod and apps/v1 Deployment. */
#ifndef INIT_CONVERT_KUBE_H
#define INIT_CONVERT_KUBE_H

#include "init/convert/manifest.h"

#include <stdio.h>

/* Prints a Pod, or with `deployment` a Deployment with so many replicas. */
void kube_print(const struct manifest *manifest, bool deployment, int replicas, FILE *out);

#endif
