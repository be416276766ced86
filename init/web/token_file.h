/* init/web/token_file.h - makes a token, and keeps it in a file.
 *
 * Private to the room. */
#ifndef INIT_WEB_TOKEN_FILE_H
#define INIT_WEB_TOKEN_FILE_H

#include <stdbool.h>

#define TOKEN_SIZE 129 /* longest token, with its NUL */
#define TOKEN_MIN  16  /* shortest token that a file may have */

/* Makes a token of 32 hexadecimal digits. Returns true, or false after a message. */
bool token_make(char ret[TOKEN_SIZE]);

/* Reads the first line of the file. If the file does not exist, makes a token and writes it
 * there, mode 0600. Refuses a file that another user owns or that others may access. Returns
 * true, or false after a message. */
bool token_from_file(char ret[TOKEN_SIZE], const char *path);

#endif
