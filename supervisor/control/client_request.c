/* supervisor/control/client_request.c - helps the handlers of requests. */
#include "supervisor/control/client_request.h"

#include "conf/base/exits.h"

bool request_check_names(struct served_request *request)
{
	char why[200] = "";

	if (names_check(request->ctx, &request->names, &TEXT(why)) == 0)
		return true;
	reply_error(&request->reply, CTINIT_EXIT_NO_SUCH, "%s", why);
	return false;
}
