/* supervisor/control/rights.c - decides whether a client may change things. */
#include "supervisor/control/rights.h"

#include "supervisor/env/accounts.h"
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

struct allowed {
	uint32_t uids[ALLOW_MAX], gids[ALLOW_MAX];
	uint8_t uid_count, gid_count;
};

static struct allowed allow;

/* Before PID 1 serves, reads the files; later uses their copy. */
static int find_ids(struct context *ctx, bool from_files, const char *user, struct ids *ret,
		    struct text *err)
{
	const struct ids_files files = { .passwd = IDS_PASSWD,
					 .group = IDS_GROUP,
					 .maps = ctx->user_maps };
	const struct ids_request request = { .user = user };
	char memory[ALLOW_SCRATCH];
	struct conf_scratch scratch = { memory, sizeof memory, 0 };
	size_t used = ctx->scratch.used;
	int r;

	if (from_files)
		return ids_find(&files, &request, &scratch, ret, err);
	r = accounts_find(ctx, user, NULL, ret, err);
	ctx->scratch.used = used;
	return r;
}

/* Adds a word of control-allow. Reports a name that does not exist. Returns 0 or another
 * error. */
static int allow_word(struct context *ctx, bool from_files, struct allowed *to,
		      const char *word)
{
	char why[160] = "", name[80];
	bool is_group = word[0] == '@';
	struct ids ids;
	int r;

	snprintf(name, sizeof name, "%s%s", is_group ? ":" : "", word + is_group);
	r = find_ids(ctx, from_files, name, &ids, &TEXT(why));
	if (r < 0)
		ctx->host->report(REPORT_WARNING, "[init] control-allow: %s%s", why,
				  r == -ESRCH || from_files
					  ? ""
					  : "; the users and groups stay as they were");
	else if (is_group && to->gid_count < ALLOW_MAX)
		to->gids[to->gid_count++] = ids.gid;
	else if (!is_group && to->uid_count < ALLOW_MAX)
		to->uids[to->uid_count++] = ids.uid;
	return r == -ESRCH ? 0 : r;
}

static void load_words(struct context *ctx, bool from_files)
{
	const struct conf_section *init = conf_init(ctx->conf);
	struct allowed found = { .uid_count = 0 };
	size_t count = 0;
	char *const *words = NULL;

	/* root, the default, needs no look-up */
	if (conf_is_set(init, CONF_INIT_CONTROL_ALLOW))
		words = conf_words(init, CONF_INIT_CONTROL_ALLOW, &count);
	for (size_t i = 0; i < count; i++)
		if (allow_word(ctx, from_files, &found, words[i]) < 0 && !from_files)
			return;
	allow = found;
}

void rights_load(struct context *ctx)
{
	load_words(ctx, true);
}

static void on_refreshed(struct context *ctx)
{
	load_words(ctx, false);
}

void rights_load_again(struct context *ctx)
{
	if (conf_is_set(conf_init(ctx->conf), CONF_INIT_CONTROL_ALLOW))
		accounts_refresh(ctx, on_refreshed);
	else
		load_words(ctx, false);
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
