/* supervisor/control/event_log.c - keeps the last changes of states, for `events`. */
#include "supervisor/control/event_log.h"

#include "conf/base/control_list.h"
#include "conf/base/timestamp.h"

#include <string.h>

#define RING_SIZE 4096u

/* An event in the ring: this header, the name, the reason. */
struct event_header {
	int64_t at_ms;
	uint8_t from, to, on, name_len, why_len;
};

static char ring[RING_SIZE];
static uint32_t ring_begin, ring_used;
static uint64_t first, end;

static void copy_out(uint32_t pos, void *to, uint32_t size)
{
	for (uint32_t i = 0; i < size; i++)
		((char *)to)[i] = ring[(pos + i) % RING_SIZE];
}

static void copy_in(const void *from, uint32_t size)
{
	for (uint32_t i = 0; i < size; i++)
		ring[(ring_begin + ring_used++) % RING_SIZE] = ((const char *)from)[i];
}

static uint32_t event_size(uint32_t pos)
{
	struct event_header header;

	copy_out(pos, &header, sizeof header);
	return (uint32_t)sizeof header + header.name_len + header.why_len;
}

static void drop_oldest(void)
{
	uint32_t size = event_size(ring_begin);

	ring_begin = (ring_begin + size) % RING_SIZE;
	ring_used -= size;
	first++;
}

void event_log_add(const char *name, const struct core_order *order, const char *why)
{
	const struct event_header header = {
		.at_ms = (int64_t)(timestamp_now() / 1000),
		.from = (uint8_t)order->from,
		.to = (uint8_t)order->to,
		.on = (uint8_t)order->on,
		.name_len = (uint8_t)strnlen(name, EVENT_NAME_MAX),
		.why_len = (uint8_t)strnlen(why, EVENT_WHY_MAX),
	};
	uint32_t size = (uint32_t)sizeof header + header.name_len + header.why_len;

	while (ring_used + size > RING_SIZE || end - first >= CONTROL_EVENTS_MAX)
		drop_oldest();
	copy_in(&header, sizeof header);
	copy_in(name, header.name_len);
	copy_in(why, header.why_len);
	end++;
}

uint64_t event_log_first(void)
{
	return first;
}

uint64_t event_log_end(void)
{
	return end;
}

void event_log_get(uint64_t number, struct logged_event *ret)
{
	struct event_header header;
	uint32_t pos = ring_begin;

	for (uint64_t i = first; i < number; i++)
		pos += event_size(pos % RING_SIZE);
	copy_out(pos, &header, sizeof header);
	pos += (uint32_t)sizeof header;
	*ret = (struct logged_event){
		.at_ms = header.at_ms, .from = header.from, .to = header.to, .on = header.on
	};
	copy_out(pos, ret->name, header.name_len);
	copy_out(pos + header.name_len, ret->why, header.why_len);
}
