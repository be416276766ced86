/* tests/unit/supervisor/core/graph_test.c - checks edges in both directions, the order, and
 * cycles. */
#include "supervisor/core/graph.h"

#include "conf/base/base.h"

#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
/* cmocka.h needs the headers above. */
#include <cmocka.h>

/* 0 -> 2, 1 -> 2, 2 -> 3, 0 -> 3; service 4 has no edges. */
static const struct core_edge edges[] = {
	{ 0, 2, EDGE_NEED }, { 1, 2, EDGE_WANT }, { 2, 3, EDGE_ORDER }, { 0, 3, EDGE_NEED }
};

static void both_ends(void **state)
{
	struct graph g;

	(void)state;
	assert_true(graph_init(&g, 5, edges, ARRAY_LEN(edges)));
	assert_int_equal(graph_after(&g, 1) - graph_after(&g, 0), 2);
	assert_int_equal(graph_after(&g, 0)[0].unit, 2);
	assert_int_equal(graph_after(&g, 0)[1].unit, 3);
	assert_int_equal(graph_after(&g, 2)->unit, 3);
	assert_int_equal(graph_after(&g, 2)->kind, EDGE_ORDER);
	assert_int_equal(graph_before(&g, 3) - graph_before(&g, 2), 2);
	assert_int_equal(graph_before(&g, 2)[0].kind, EDGE_NEED);
	assert_int_equal(graph_before(&g, 2)[1].unit, 1);
	assert_int_equal(graph_before(&g, 2)[1].kind, EDGE_WANT);
	assert_ptr_equal(graph_before(&g, 4), graph_before(&g, 5));
	assert_ptr_equal(graph_after(&g, 4), graph_after(&g, 5));
	graph_done(&g);
}

static void order(void **state)
{
	uint32_t rank[5];
	struct graph g;

	(void)state;
	assert_true(graph_init(&g, 5, edges, ARRAY_LEN(edges)));
	for (uint32_t k = 0; k < 5; k++)
		rank[g.order[k]] = k;
	for (size_t e = 0; e < ARRAY_LEN(edges); e++)
		assert_true(rank[edges[e].from] < rank[edges[e].to]);
	graph_done(&g);
}

static void cycles(void **state)
{
	const struct core_edge cycle[] = { { 0, 1, EDGE_NEED }, { 1, 0, EDGE_ORDER } };
	const struct core_edge itself[] = { { 2, 2, EDGE_WANT } };
	struct graph g;

	(void)state;
	assert_false(graph_init(&g, 3, cycle, ARRAY_LEN(cycle)));
	graph_done(&g);
	assert_false(graph_init(&g, 3, itself, ARRAY_LEN(itself)));
	graph_done(&g);
	assert_true(graph_init(&g, 0, NULL, 0));
	graph_done(&g);
}

int main(void)
{
	const struct CMUnitTest tests[] = { cmocka_unit_test(both_ends),
					    cmocka_unit_test(order),
					    cmocka_unit_test(cycles) };

	return cmocka_run_group_tests(tests, NULL, NULL);
}
