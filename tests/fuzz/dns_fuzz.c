/* tests/fuzz/dns_fuzz.c - parses any bytes as DNS answers, and as the report of a resolver
 * child to PID 1. */
#include "supervisor/proc/dns.h"
#include "supervisor/proc/resolve.h"

#include <stdlib.h>

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size);

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
	static const enum dns_type types[] = { DNS_A, DNS_AAAA };
	struct dns_address got[RESOLVE_MAX];

	for (size_t i = 0; i < 2; i++) {
		int n = dns_answer(&(struct dns_query){ 0x4142, types[i], "db.lan" }, data,
				   size, got, RESOLVE_MAX);
		if (n > RESOLVE_MAX)
			abort();
		for (int k = 0; k < n; k++)
			if (got[k].family != 4 && got[k].family != 6)
				abort();
	}
	if (resolve_check(data, size, got) > RESOLVE_MAX)
		abort();
	return 0;
}
