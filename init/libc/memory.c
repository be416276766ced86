/* init/libc/memory.c - searches and copies memory, 16 bytes at a time.
 *
 * musl searches 8 bytes or one byte at a time. On x86-64 it starts a string instruction for
 * each copy, which costs as much as some hundred bytes. The logger does both for each line.
 *
 * Only memchr() reads outside of its arguments. The Makefile keeps the compiler from making
 * calls of these functions out of their own loops. */
#include <stddef.h>
#include <stdint.h>
#include <string.h>

#define BLOCK_BYTES 16
#define PAGE_BYTES  4096u /* the smallest page */

/* The compiler has instructions for a block, or makes loops. Pointers to the first four
 * types may point to anything, at any address. */
typedef unsigned char block
	__attribute__((vector_size(BLOCK_BYTES), aligned(1), may_alias));
typedef uint64_t word __attribute__((aligned(1), may_alias));
typedef uint32_t half_word __attribute__((aligned(1), may_alias));
typedef uint16_t quarter_word __attribute__((aligned(1), may_alias));
typedef uint64_t word_pair __attribute__((vector_size(BLOCK_BYTES)));

/* ---- search ---- */

/* `hits` are the bytes of a block that are found: 0xff, the others 0. */
#if defined(__SSE2__)
typedef char sse_block __attribute__((vector_size(BLOCK_BYTES)));

static inline unsigned mask_of(block hits)
{
	return (unsigned)__builtin_ia32_pmovmskb128((sse_block)hits);
}

static inline int has_hit(block hits)
{
	return mask_of(hits) != 0;
}

static inline int first_hit(block hits)
{
	return __builtin_ctz(mask_of(hits));
}

static inline int last_hit(block hits)
{
	return 31 - __builtin_clz(mask_of(hits));
}
#else
static inline int has_hit(block hits)
{
	word_pair w = (word_pair)hits;

	return (w[0] | w[1]) != 0;
}

static inline int first_hit(block hits)
{
	int i = 0;

	while (hits[i] == 0)
		i++;
	return i;
}

static inline int last_hit(block hits)
{
	int i = BLOCK_BYTES - 1;

	while (hits[i] == 0)
		i--;
	return i;
}
#endif

static inline block hits_at(const unsigned char *text, block wanted)
{
	return (block)(*(const block *)text == wanted);
}

/* Returns true if a block that begins here is in one page. */
static inline int is_in_page(const unsigned char *text)
{
	return (uintptr_t)text % PAGE_BYTES <= PAGE_BYTES - BLOCK_BYTES;
}

/* Returns the hits of the block, or of the aligned block around the first byte without what
 * is before the text. Sets *ret to the address of the block. */
static inline block first_hits(const unsigned char *text, block wanted,
			       const unsigned char **ret)
{
	static const block numbers = {
		0, 1, 2, 3, 4, 5, 6, 7, 8, 9, 10, 11, 12, 13, 14, 15
	};
	size_t before = is_in_page(text) ? 0 : (uintptr_t)text % BLOCK_BYTES;

	*ret = text - before;
	if (before == 0)
		return hits_at(text, wanted);
	return hits_at(*ret, wanted) & (block)(numbers >= (unsigned char)before);
}

/* `hits` are those of the block at `from`. */
static inline const void *hit_within(const unsigned char *text, size_t n,
				     const unsigned char *from, block hits)
{
	const unsigned char *hit = from + first_hit(hits);

	return (size_t)(hit - text) < n ? hit : NULL;
}

/* strnlen(3) calls memchr() with a length that may lead beyond the memory, so this may read
 * what is behind the first hit, but never in another page. */
static const void *find_first(const unsigned char *text, size_t n, int c)
{
	block wanted = (block){ 0 } + (unsigned char)c;
	const unsigned char *from;

	if (n == 0)
		return NULL;
	block hits = first_hits(text, wanted, &from);
	if (has_hit(hits))
		return hit_within(text, n, from, hits);
	from += BLOCK_BYTES - (uintptr_t)from % BLOCK_BYTES;
	for (; (size_t)(from - text) < n; from += BLOCK_BYTES) {
		hits = hits_at(from, wanted);
		if (has_hit(hits))
			return hit_within(text, n, from, hits);
	}
	return NULL;
}

static const void *find_last(const unsigned char *text, size_t n, int c)
{
	const unsigned char *end = text + n;
	block wanted = (block){ 0 } + (unsigned char)c;

	if (n < BLOCK_BYTES) {
		while (end-- > text)
			if (*end == (unsigned char)c)
				return end;
		return NULL;
	}
	for (; end - text > BLOCK_BYTES; end -= BLOCK_BYTES) {
		block hits = hits_at(end - BLOCK_BYTES, wanted);

		if (has_hit(hits))
			return end - BLOCK_BYTES + last_hit(hits);
	}
	block hits = hits_at(text, wanted);
	return has_hit(hits) ? text + last_hit(hits) : NULL;
}

void *memchr(const void *text, int c, size_t n)
{
	return (void *)(uintptr_t)find_first(text, n, c);
}

void *memrchr(const void *text, int c, size_t n)
{
	return (void *)(uintptr_t)find_last(text, n, c);
}

/* ---- copy ---- */

/* Copies `type`s at both ends, which may overlap. All reads come before the writes. */
#define COPY_ENDS(type)                                              \
	do {                                                         \
		type head = *(const type *)from;                     \
		type tail = *(const type *)(from + n - sizeof tail); \
                                                                     \
		*(type *)to = head;                                  \
		*(type *)(to + n - sizeof tail) = tail;              \
	} while (0)

static inline void copy_small(unsigned char *to, const unsigned char *from, size_t n)
{
	if (n >= sizeof(word))
		COPY_ENDS(word);
	else if (n >= sizeof(half_word))
		COPY_ENDS(half_word);
	else if (n >= sizeof(quarter_word))
		COPY_ENDS(quarter_word);
	else if (n > 0)
		*to = *from;
}

/* Each block is read before anything behind its begin is written. */
static inline void copy_forwards(unsigned char *to, const unsigned char *from, size_t n)
{
	block tail = *(const block *)(from + n - BLOCK_BYTES);
	unsigned char *last = to + n - BLOCK_BYTES;

	for (; to + BLOCK_BYTES < last; to += 2 * BLOCK_BYTES, from += 2 * BLOCK_BYTES) {
		block first = *(const block *)from;
		block second = *(const block *)(from + BLOCK_BYTES);

		*(block *)to = first;
		*(block *)(to + BLOCK_BYTES) = second;
	}
	if (to < last)
		*(block *)to = *(const block *)from;
	*(block *)last = tail;
}

static inline void copy_backwards(unsigned char *to, const unsigned char *from, size_t n)
{
	block head = *(const block *)from;

	for (; n > BLOCK_BYTES; n -= BLOCK_BYTES)
		*(block *)(to + n - BLOCK_BYTES) = *(const block *)(from + n - BLOCK_BYTES);
	*(block *)to = head;
}

#if defined(__x86_64__)
#define STRING_BYTES 1024 /* from here on the string instruction is as fast as blocks */

static inline void copy_large(unsigned char *to, const unsigned char *from, size_t n)
{
	__asm__ volatile("rep movsb" : "+D"(to), "+S"(from), "+c"(n) : : "memory");
}
#else
#define STRING_BYTES SIZE_MAX
#define copy_large   copy_forwards
#endif

static inline void copy(unsigned char *to, const unsigned char *from, size_t n)
{
	if (n < BLOCK_BYTES)
		copy_small(to, from, n);
	else if ((uintptr_t)to - (uintptr_t)from < n) /* `to` begins in `from` */
		copy_backwards(to, from, n);
	else if (n < STRING_BYTES)
		copy_forwards(to, from, n);
	else
		copy_large(to, from, n);
}

void *memcpy(void *restrict to, const void *restrict from, size_t n)
{
	copy(to, from, n);
	return to;
}

void *memmove(void *to, const void *from, size_t n)
{
	copy(to, from, n);
	return to;
}
