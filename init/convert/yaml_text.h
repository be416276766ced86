/* init/convert/yaml_text.h - writes values into YAML.
 *
 * Layer: init/convert. Pure, except that it writes to a FILE. */
#ifndef INIT_CONVERT_YAML_TEXT_H
#define INIT_CONVERT_YAML_TEXT_H

#include <stdio.h>

/* Prints the text as a YAML string: plain if every reader takes that as the same string,
 * otherwise in double quotes. */
void yaml_string(FILE *out, const char *text);
/* Prints ["a", "b"]. */
void yaml_list(FILE *out, const char *const *words, size_t count);

#endif
