/* init/convert/convert_verb.h - runs `ctinit convert`.
 *
 * Layer: init/convert, for main(). */
#ifndef INIT_CONVERT_CONVERT_VERB_H
#define INIT_CONVERT_CONVERT_VERB_H

/* argv[0] is the verb. Returns the exit code: 0 all is carried over, 1 something is lost, 2
 * the command line is wrong, 125 a file cannot be read or written. */
int convert_verb_run(int argc, char **argv);

#endif
