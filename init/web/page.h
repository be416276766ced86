/* init/web/page.h - answers GET / and POST /login: the page.
 *
 * The server draws the whole page, so it needs no script for looking. page/live.js draws
 * parts of it again, follows logs and events, and has the buttons work.
 *
 * Private to the room. */
#ifndef INIT_WEB_PAGE_H
#define INIT_WEB_PAGE_H

#include "init/web/exchange.h"

enum MHD_Result page_answer(struct exchange *x);

/* Checks the token of the form, sets the cookie that lets a browser read logs and events, and
 * sends the browser back to the page. */
enum MHD_Result page_login(struct exchange *x);

#endif
