/* supervisor/control/rights.c - decides whether a client may change things. */
#include "supervisor/control/rights.h"

#include "supervisor/proc/ids.h"

#include <errno.h>
#include <stdio.h>
#include <sys/socket.h>
#include <unistd.h>

#define ALLOW_MAX     32
#define GROUPS_MAX    256
#define OVERFLOW_ID   65534 /* an id that our user namespace does not have */
#define ALLOW_SCRATCH 4096

#ifndef SO_PEERGROUPS
#define SO_PEERGROUPS 59 /* asm-generic/socket.h */
#endif

static struct {
	uint32_t uids[ALLOW_MAX], gids[ALLOW_MAX];
	uint8_t uid_count, gid_count;
} allow;

static void allow_word(struct context *ctx, char *word)
{
	static const struct ids_files files = { .passwd = IDS_PASSWD, .group = IDS_GROUP };
	struct ids_files mapped = files;
	char memory[ALLOW_SCRATCH], why[160] = "", name[80];
	struct conf_scratch scratch = { memory, sizeof memory, 0 };
	bool is_group = word[0] == '@';
	struct ids_request request = { .user = name };
	struct ids ids;

	mapped.maps = ctx->user_maps;
	snprintf(name, sizeof name, "%s%s", is_group ? ":" : "", word + is_group);
	if (ids_find(&mapped, &request, &scratch, &ids, &TEXT(why)) < 0)
		ctx->host->report(REPORT_WARNING, "[init] control-allow: %s", why);
	else if (is_group && allow.gid_count < ALLOW_MAX)
		allow.gids[allow.gid_count++] = ids.gid;
	else if (!is_group && allow.uid_count < ALLOW_MAX)
		allow.uids[allow.uid_count++] = ids.uid;
}

void rights_load(struct context *ctx)
{
	size_t count;
	char *const *words =
		conf_words(conf_init(ctx->conf), CONF_INIT_CONTROL_ALLOW, &count);

	allow.uid_count = allow.gid_count = 0;
	/* root, the default, needs no look-up */
	if (!conf_is_set(conf_init(ctx->conf), CONF_INIT_CONTROL_ALLOW))
		return;
	for (size_t i = 0; i < count; i++)
		allow_word(ctx, words[i]);
}

static bool has_group(uint32_t gid)
{
	for (unsigned i = 0; i < allow.gid_count; i++) {
		if (allow.gids[i] == gid && gid != OVERFLOW_ID)
			return true;
	}
	return false;
}

static bool in_allowed_group(int fd, const struct ucred *peer)
{
	gid_t groups[GROUPS_MAX];
	socklen_t size = sizeof groups;

	if (allow.gid_count == 0)
		return false;
	if (has_group(peer->gid))
		return true;
	if (getsockopt(fd, SOL_SOCKET, SO_PEERGROUPS, groups, &size) < 0)
		return false;
	for (size_t i = 0; i < size / sizeof groups[0]; i++) {
		if (has_group(groups[i]))
			return true;
	}
	return false;
}

static bool is_allowed(int fd, const struct ucred *peer)
{
	if (peer->uid == OVERFLOW_ID || peer->uid == (uid_t)-1)
		return false;
	if (peer->uid == 0 || peer->uid == geteuid())
		return true;
	for (unsigned i = 0; i < allow.uid_count; i++) {
		if (allow.uids[i] == peer->uid)
			return true;
	}
	return in_allowed_group(fd, peer);
}

int rights_of(int fd, struct rights *ret)
{
	struct ucred peer = { .uid = OVERFLOW_ID, .gid = OVERFLOW_ID };
	socklen_t size = sizeof peer;

	if (getsockopt(fd, SOL_SOCKET, SO_PEERCRED, &peer, &size) < 0)
		return -errno;
	*ret = (struct rights){ is_allowed(fd, &peer), peer.uid, peer.pid };
	return 0;
}
