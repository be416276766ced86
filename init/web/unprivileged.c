/* init/web/unprivileged.c - finds users, and gives rights up.
 *
 * Reads /etc/passwd and /etc/group itself: getpwnam(3) needs shared libraries. */
#include "init/web/unprivileged.h"

#include <errno.h>
#include <grp.h>
#include <linux/capability.h>
#include <pwd.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/prctl.h>
#include <sys/syscall.h>
#include <unistd.h>

#define ID_MAX 4294967294UL /* (uid_t)-1 means "none" */

static bool complain(const char *what, const char *word)
{
	fprintf(stderr, "ctinit-web: %s %s: %s\n", what, word, strerror(errno));
	return false;
}

static bool read_id(const char *word, unsigned *ret)
{
	char *end;
	unsigned long id = strtoul(word, &end, 10);

	if (*word < '0' || *word > '9' || *end || id > ID_MAX)
		return false;
	*ret = (unsigned)id;
	return true;
}

/* Finds the user by name or number. A number that /etc/passwd lacks has the group of the same
 * number. `name` gets the user's name, or "". */
static bool find_user(struct account *ret, const char *word, char name[64])
{
	FILE *file = fopen("/etc/passwd", "re");
	unsigned id = 0;
	bool number = read_id(word, &id), found = false;
	struct passwd *entry;

	*name = '\0';
	while (file && !found && (entry = fgetpwent(file))) {
		found = number ? entry->pw_uid == id : strcmp(entry->pw_name, word) == 0;
		if (found) {
			ret->uid = entry->pw_uid;
			ret->gid = entry->pw_gid;
			snprintf(name, 64, "%s", entry->pw_name);
		}
	}
	if (file)
		fclose(file);
	if (!found && number)
		ret->uid = ret->gid = id;
	return found || number;
}

static bool has_member(const struct group *group, const char *name)
{
	for (char **member = group->gr_mem; *name && *member; member++) {
		if (strcmp(*member, name) == 0)
			return true;
	}
	return false;
}

/* Collects the groups of the user, and finds the group by name or number if there is one. */
static bool find_groups(struct account *ret, const char *word, const char *user)
{
	FILE *file = fopen("/etc/group", "re");
	unsigned id = 0;
	bool found = !word || read_id(word, &id);
	struct group *entry;

	if (word && found)
		ret->gid = id;
	while (file && (entry = fgetgrent(file))) {
		if (!found && strcmp(entry->gr_name, word) == 0) {
			ret->gid = entry->gr_gid;
			found = true;
		}
		if (has_member(entry, user) && ret->group_count < ACCOUNT_GROUPS_MAX)
			ret->groups[ret->group_count++] = entry->gr_gid;
	}
	if (file)
		fclose(file);
	return found;
}

bool account_find(struct account *ret, const char *words)
{
	char user[128], name[64];
	const char *group = strchr(words, ':');
	size_t len = group ? (size_t)(group - words) : strlen(words);

	*ret = (struct account){ 0 };
	if (len > 0 && len < sizeof user) {
		memcpy(user, words, len);
		user[len] = '\0';
		if (find_user(ret, user, name) &&
		    find_groups(ret, group ? group + 1 : NULL, name))
			return true;
	}
	fprintf(stderr,
		"ctinit-web: %s: there is no such user or group in /etc/passwd and "
		"/etc/group\n",
		words);
	return false;
}

static bool become(const char *user)
{
	struct account account;

	if (!account_find(&account, user))
		return false;
	if (setgroups(account.group_count, account.groups) < 0 ||
	    setresgid(account.gid, account.gid, account.gid) < 0 ||
	    setresuid(account.uid, account.uid, account.uid) < 0)
		return complain("cannot become the user", user);
	return true;
}

bool rights_give_up(const char *user)
{
	struct __user_cap_header_struct header = { .version = _LINUX_CAPABILITY_VERSION_3 };
	struct __user_cap_data_struct none[2] = { { 0 } };

	if (user && !become(user))
		return false;
	if (prctl(PR_SET_NO_NEW_PRIVS, 1, 0, 0, 0) < 0)
		return complain("cannot set", "no_new_privs");
	if (syscall(SYS_capset, &header, none) < 0)
		return complain("cannot give up the", "capabilities");
	return true;
}
