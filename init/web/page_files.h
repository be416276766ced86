/* init/web/page_files.h - answers with the files of init/web/page/, which are in the program.
 *
 * Private to the room. */
#ifndef INIT_WEB_PAGE_FILES_H
#define INIT_WEB_PAGE_FILES_H

#include "init/web/exchange.h"

/* Templates end with a NUL. */
extern const char template_page[], template_service[];

/* GET /page/NAME: a file of the page. */
enum MHD_Result page_file_answer(struct exchange *x);

#endif
