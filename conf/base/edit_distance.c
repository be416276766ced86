/* conf/base/edit_distance.c - computes the edit distance of two short words. Pure. */
#include "conf/base/edit_distance.h"

#include <string.h>

unsigned edit_distance(const char *a, const char *b)
{
	unsigned rows[3][EDIT_DISTANCE_MAX];
	size_t height = strlen(a), width = strlen(b);

	if (width >= EDIT_DISTANCE_MAX || height >= EDIT_DISTANCE_MAX)
		return EDIT_DISTANCE_MAX;
	for (unsigned j = 0; j <= width; j++)
		rows[0][j] = j;
	for (unsigned i = 1; i <= height; i++) {
		unsigned *row = rows[i % 3], *up = rows[(i - 1) % 3];

		row[0] = i;
		for (unsigned j = 1; j <= width; j++) {
			unsigned best = up[j - 1] + (a[i - 1] != b[j - 1]);

			if (up[j] + 1 < best)
				best = up[j] + 1;
			if (row[j - 1] + 1 < best)
				best = row[j - 1] + 1;
			if (i > 1 && j > 1 && a[i - 1] == b[j - 2] &&
			    a[i - 2] == b[j - 1] && rows[(i - 2) % 3][j - 2] + 1 < best)
				best = rows[(i - 2) % 3][j - 2] + 1;
			row[j] = best;
		}
	}
	return rows[height % 3][width];
}
