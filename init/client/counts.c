/* init/client/counts.c - says how many units are ready. */
#include "init/client/counts.h"

#include "conf/base/text.h"

const char *counts_text(const struct unit_counts *counts, char text[COUNTS_SIZE])
{
	struct text t = { text, COUNTS_SIZE };

	text_set(&t, "%lld of %lld ready", counts->ready,
		 counts->units - counts->done - counts->skipped);
	if (counts->done > 0)
		text_append(&t, ", %lld done", counts->done);
	if (counts->skipped > 0)
		text_append(&t, ", %lld skipped", counts->skipped);
	return text;
}
