/* Clocks, chance, and numbers in text. */

#define _GNU_SOURCE

#include <string.h>
#include <sys/resource.h>
#include <time.h>

#include "crowd.h"

static int64_t clock_us(clockid_t which)
{
    struct timespec now;
    clock_gettime(which, &now);
    return (int64_t)now.tv_sec * 1000000 + now.tv_nsec / 1000;
}

int64_t now_us(void)
{
    return clock_us(CLOCK_MONOTONIC);
}

int64_t wall_clock_us(void)
{
    return clock_us(CLOCK_REALTIME);
}

double seconds_since(int64_t began)
{
    return (double)(now_us() - began) / 1e6;
}

double own_cpu(void)
{
    struct rusage used;
    getrusage(RUSAGE_SELF, &used);
    return (double)(used.ru_utime.tv_sec + used.ru_stime.tv_sec)
        + (double)(used.ru_utime.tv_usec + used.ru_stime.tv_usec) / 1e6;
}

uint64_t chance(void)
{
    static uint64_t state;
    if (state == 0)
        state = (uint64_t)wall_clock_us() * 2654435761u | 1;
    state ^= state << 13;
    state ^= state >> 7;
    state ^= state << 17;
    return state;
}

int64_t number_after(const char *text, size_t size, const char *key)
{
    size_t length = strlen(key);
    const char *at = memmem(text, size, key, length), *end = text + size;
    int64_t number = 0;
    if (at == NULL)
        return -1;
    for (at += length; at < end && ((*at >= '0' && *at <= '9') || *at == '.'); at++)
        if (*at != '.')
            number = number * 10 + (*at - '0');
    return number;
}
