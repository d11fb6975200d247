/* environment.c - see environment.h: variables and time zone of every kind of host. SPDX-License-Identifier: MIT */
#include "host/environment.h"

#include <errno.h>
#include <stdlib.h>
#include <string.h>

#include "host/folders.h"
#include "host/host_system.h"

enum { LARGEST_ZONE = 1 << 20 };

/* The index of "name=...", or variable_count. */
static size_t find(OwnHost *own, const char *name)
{
    size_t length = strlen(name), i = 0;
    while (i < own->variable_count &&
           (strncmp(own->variables[i], name, length) != 0 || own->variables[i][length] != '='))
        i++;
    return i;
}

static const char *get(Host *host, const char *name)
{
    OwnHost *own = own_host(host);
    size_t   i = find(own, name);
    return i < own->variable_count ? own->variables[i] + strlen(name) + 1 : NULL;
}

static int unset(OwnHost *own, const char *name)
{
    size_t i = find(own, name);
    if (i == own->variable_count)
        return 0;
    free(own->variables[i]);
    memmove(&own->variables[i], &own->variables[i + 1], (own->variable_count - i) * sizeof(char *));
    own->variable_count--;
    return 0;
}

static bool ensure_room(OwnHost *own)
{
    if (own->variable_count + 2 <= own->variable_room)
        return true;
    size_t room = own->variable_room * 2 + 16;
    char **larger = realloc(own->variables, room * sizeof(char *));
    if (!larger)
        return false;
    own->variables = larger;
    own->variable_room = room;
    return true;
}

static int set(Host *host, const char *name, const char *value)
{
    OwnHost *own = own_host(host);

    if (!*name || strchr(name, '='))
        return EINVAL;
    if (!value)
        return unset(own, name);
    size_t name_size = strlen(name), size = name_size + strlen(value) + 2;
    char  *text = malloc(size);
    if (!text || !ensure_room(own)) {
        free(text);
        return ENOMEM;
    }
    memcpy(text, name, name_size);
    text[name_size] = '=';
    memcpy(text + name_size + 1, value, size - name_size - 1);
    size_t i = find(own, name);
    if (i < own->variable_count) {
        free(own->variables[i]);
    } else {
        own->variable_count++;
        own->variables[own->variable_count] = NULL;
    }
    own->variables[i] = text;
    return 0;
}

static const char *const *list(Host *host)
{
    static const char *const none[] = {NULL};
    OwnHost                 *own = own_host(host);
    return own->variables ? (const char *const *)own->variables : none;
}

/* The zone of a file; NULL: there is none, or it is malformed. */
static Zone *zone_of_file(Host *host, const char *path)
{
    Allocator from = host_allocator();
    char     *data;
    size_t    size;

    if (host_read_file(host, path, LARGEST_ZONE, &data, &size))
        return NULL;
    Zone *zone = zone_from_file(&from, data, size);
    deallocate(&from, data, size + 1);
    return zone;
}

/* TZ is a rule, or [:]a file under the zone folder; unset: /etc/localtime; empty or unknown: UTC. */
static Zone *find_zone(Host *host)
{
    Allocator   from = host_allocator();
    const char *text = get(host, "TZ"), *root = get(host, "TZDIR");
    char        path[512];

    if (!text)
        return zone_of_file(host, "/etc/localtime");
    if (*text == ':')
        text++;
    if (!*text)
        return NULL;
    Zone *zone = NULL;
    if (*text == '/') {
        zone = zone_of_file(host, text);
    } else if (!strstr(text, "..") && strlen(text) < 128 && (!root || strlen(root) < 256)) {
        (void)strcpy(path, root ? root : "/usr/share/zoneinfo");
        (void)strcat(path, "/");
        (void)strcat(path, text);
        zone = zone_of_file(host, path);
    }
    return zone ? zone : zone_from_rule(&from, text);
}

static int zone_reset(Host *host)
{
    OwnHost  *own = own_host(host);
    Allocator from = host_allocator();
    Zone     *zone = find_zone(host);

    zone_free(&from, own->zone);
    own->zone = zone;
    own->zone_known = true;
    return 0;
}

static const Zone *zone(Host *host)
{
    OwnHost *own = own_host(host);
    if (!own->zone_known)
        (void)zone_reset(host);
    return own->zone ? own->zone : zone_utc();
}

const HostEnvironment host_environment = {
    .get = get,
    .set = set,
    .list = list,
    .zone = zone,
    .zone_reset = zone_reset,
};
