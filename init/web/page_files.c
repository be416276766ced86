/* init/web/page_files.c - holds the files of init/web/page/, which the build puts into the
 * program. */
#include "init/web/page_files.h"

#include <string.h>

/* The assembler includes the file, relative to the top of the tree, and adds a NUL. */
#define PUT_FILE(name, file)                                           \
	__asm__(".pushsection .rodata\n"                               \
		".global " #name ", " #name "_end\n"                   \
		".type " #name ", %object\n" #name ":\n"               \
		".incbin \"init/web/page/" file "\"\n" #name "_end:\n" \
		".byte 0\n.popsection\n");                             \
	extern const char name[], name##_end[];

PUT_FILE(template_page, "page.html")
PUT_FILE(template_service, "service.html")
PUT_FILE(page_style, "style.css")
PUT_FILE(page_script, "live.js")
PUT_FILE(page_icon, "icon.svg")

static const struct {
	const char *name, *type, *from, *end;
} files[] = {
	{ "style.css", "text/css; charset=utf-8", page_style, page_style_end },
	{ "live.js", "text/javascript; charset=utf-8", page_script, page_script_end },
	{ "icon.svg", "image/svg+xml", page_icon, page_icon_end },
};

static enum MHD_Result answer_bytes(struct exchange *x, const char *type, const char *from,
				    const char *end)
{
	struct MHD_Response *response =
		MHD_create_response_from_buffer((size_t)(end - from),
						(void *)(uintptr_t)from,
						MHD_RESPMEM_PERSISTENT);

	return exchange_queue(x, MHD_HTTP_OK, response, type);
}

enum MHD_Result page_file_answer(struct exchange *x)
{
	for (size_t i = 0; i < ARRAY_LEN(files); i++) {
		if (strcmp(files[i].name, x->name) == 0)
			return answer_bytes(x, files[i].type, files[i].from, files[i].end);
	}
	return exchange_refuse(x, MHD_HTTP_NOT_FOUND, "the page has no such file");
}
