/* init/convert/manifest_verbs.h - runs `ctinit kube`, `compose` and `quadlet`.
 *
 * Layer: init/convert, for main(). */
#ifndef INIT_CONVERT_MANIFEST_VERBS_H
#define INIT_CONVERT_MANIFEST_VERBS_H

/* argv[0] is the verb. Return the exit code: 0, 2 for a wrong command line, 125 for a file
 * that cannot be read or has errors. */
int kube_verb_run(int argc, char **argv);
int compose_verb_run(int argc, char **argv);
int quadlet_verb_run(int argc, char **argv);

#endif
