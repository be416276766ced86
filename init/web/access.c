/* init/web/access.c - decides what a request may do, by token, peer, Host and Origin. */
#include "init/web/access.h"

#include "init/web/token_file.h"

#include <arpa/inet.h>
#include <stdio.h>
#include <string.h>
#include <strings.h>
#include <sys/socket.h>
#include <unistd.h>

#define GROUPS_MAX 256 /* of a peer; more groups count as none */

static const struct web_settings *config;
static char token[TOKEN_SIZE]; /* "" if nothing may be changed */
static char cookie[TOKEN_SIZE];
static uid_t owner_uid = (uid_t)-1;
static gid_t owner_gid = (gid_t)-1;

bool access_prepare(const struct web_settings *settings)
{
	config = settings;
	if (!token_make(cookie))
		return false;
	if (settings->token_file)
		return token_from_file(token, settings->token_file);
	if (settings->read_only)
		return true;
	if (!token_make(token))
		return false;
	printf("ctinit-web: the token for logs and changes: %s\n", token);
	fflush(stdout);
	return true;
}

void access_set_owner(uid_t uid, gid_t gid)
{
	owner_uid = uid;
	owner_gid = gid;
}

const char *access_cookie(void)
{
	return cookie;
}

static bool equal_secrets(const char *given, const char *secret)
{
	size_t len = strlen(secret);
	unsigned char differs = 0;

	if (len == 0 || strlen(given) != len)
		return false;
	for (size_t i = 0; i < len; i++)
		differs |= (unsigned char)(given[i] ^ secret[i]);
	return differs == 0;
}

bool access_token_fits(const char *given)
{
	return equal_secrets(given, token);
}

static const char *header(struct MHD_Connection *connection, const char *name)
{
	return MHD_lookup_connection_value(connection, MHD_HEADER_KIND, name);
}

static bool is_unix(int fd)
{
	struct sockaddr_storage local;
	socklen_t size = sizeof local;

	return getsockname(fd, (struct sockaddr *)&local, &size) == 0 &&
	       local.ss_family == AF_UNIX;
}

static bool is_address(const char *host)
{
	unsigned char address[16];
	size_t len = strlen(host);
	char inner[INET6_ADDRSTRLEN];

	if (inet_pton(AF_INET, host, address) == 1)
		return true;
	if (len < 2 || len - 2 >= sizeof inner || host[0] != '[' || host[len - 1] != ']')
		return false;
	memcpy(inner, host + 1, len - 2);
	inner[len - 2] = '\0';
	return inet_pton(AF_INET6, inner, address) == 1;
}

bool access_host_fits(struct MHD_Connection *connection, int fd)
{
	const char *value = header(connection, "Host");
	char host[256];

	if (is_unix(fd))
		return true;
	if (!value || strlen(value) >= sizeof host)
		return false;
	strcpy(host, value);

	/* Cut off the port. */
	char *colon = strrchr(host, ':');
	if (colon && colon[1 + strspn(colon + 1, "0123456789")] == '\0')
		*colon = '\0';
	if (is_address(host) || strcasecmp(host, "localhost") == 0)
		return true;
	for (unsigned i = 0; i < config->host_count; i++) {
		if (strcasecmp(host, config->hosts[i]) == 0)
			return true;
	}
	return false;
}

bool access_is_foreign(struct MHD_Connection *connection)
{
	const char *site = header(connection, "Sec-Fetch-Site");
	const char *origin = header(connection, "Origin");
	const char *host = header(connection, "Host");
	const char *from = origin ? strstr(origin, "://") : NULL;

	if (site && strcmp(site, "same-origin") != 0 && strcmp(site, "none") != 0)
		return true;
	return origin && !(from && host && strcasecmp(from + 3, host) == 0);
}

static bool peer_is_allowed(int fd)
{
	struct ucred peer;
	gid_t groups[GROUPS_MAX];
	socklen_t size = sizeof peer, bytes = sizeof groups;

	if (getsockopt(fd, SOL_SOCKET, SO_PEERCRED, &peer, &size) < 0)
		return false;
	if (peer.uid == 0 || peer.uid == geteuid() || peer.uid == owner_uid)
		return true;
	if (owner_gid == (gid_t)-1)
		return false;
	if (peer.gid == owner_gid)
		return true;
	if (getsockopt(fd, SOL_SOCKET, SO_PEERGROUPS, groups, &bytes) < 0)
		return false;
	for (size_t i = 0; i < bytes / sizeof groups[0]; i++) {
		if (groups[i] == owner_gid)
			return true;
	}
	return false;
}

static bool has_token(struct MHD_Connection *connection)
{
	static const char scheme[] = "Bearer ";
	const char *plain = header(connection, "X-Ctinit-Token");
	const char *bearer = header(connection, "Authorization");

	if (plain && access_token_fits(plain))
		return true;
	return bearer && strncasecmp(bearer, scheme, sizeof scheme - 1) == 0 &&
	       access_token_fits(bearer + sizeof scheme - 1);
}

enum access_right access_right_of(struct MHD_Connection *connection, int fd)
{
	bool browser = header(connection, "Origin") || header(connection, "Sec-Fetch-Site");
	const char *shown =
		MHD_lookup_connection_value(connection, MHD_COOKIE_KIND, ACCESS_COOKIE);
	enum access_right most = config->read_only ? RIGHT_READ : RIGHT_CHANGE;

	if (has_token(connection) || (!browser && is_unix(fd) && peer_is_allowed(fd)))
		return most;
	return shown && equal_secrets(shown, cookie) ? RIGHT_READ : RIGHT_LOOK;
}
