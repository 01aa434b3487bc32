/* Durations in microseconds, kept in buckets at most 1/32 wide: any number of samples, no memory. */

#ifndef HISTOGRAM_H
#define HISTOGRAM_H

#include <stdint.h>
#include <stdio.h>
#include <string.h>

enum { HISTOGRAM_FINE = 5, HISTOGRAM_BUCKETS = 32 << HISTOGRAM_FINE };

struct histogram {
    uint64_t count;
    int64_t most;
    uint32_t buckets[HISTOGRAM_BUCKETS];
};

static inline void histogram_clear(struct histogram *samples)
{
    memset(samples, 0, sizeof *samples);
}

static inline void histogram_add(struct histogram *samples, int64_t microseconds)
{
    uint64_t value = microseconds < 0 ? 0 : (uint64_t)microseconds;
    int exponent = 63 - __builtin_clzll(value | 1);
    int shift = exponent > HISTOGRAM_FINE ? exponent - HISTOGRAM_FINE : 0;
    uint64_t bucket = ((uint64_t)shift << HISTOGRAM_FINE) + (value >> shift);
    if (bucket >= HISTOGRAM_BUCKETS)
        bucket = HISTOGRAM_BUCKETS - 1;
    samples->buckets[bucket]++;
    samples->count++;
    if ((int64_t)value > samples->most)
        samples->most = (int64_t)value;
}

/* The middle of the bucket that holds the given share of the samples, in milliseconds. */
static inline double histogram_ms(const struct histogram *samples, double share)
{
    uint64_t wanted = (uint64_t)(share * (double)samples->count), seen = 0;
    if (samples->count == 0)
        return -1;
    for (uint64_t bucket = 0; bucket < HISTOGRAM_BUCKETS; bucket++) {
        seen += samples->buckets[bucket];
        if (seen > wanted || seen == samples->count) {
            /* The inverse of the bucket's number in histogram_add. */
            uint64_t shift = bucket >> HISTOGRAM_FINE;
            if (shift > 0)
                shift--;
            uint64_t low = (bucket - (shift << HISTOGRAM_FINE)) << shift;
            double middle = (double)low + (double)(1ull << shift) / 2;
            return (middle < (double)samples->most ? middle : (double)samples->most) / 1000;
        }
    }
    return (double)samples->most / 1000;
}

/* `"name":{"count":…,"p50":…,"p99":…,"most":…}`, in milliseconds; nothing measured: count 0. */
static inline void histogram_print(const char *name, const struct histogram *samples)
{
    printf("\"%s\":{\"count\":%llu", name, (unsigned long long)samples->count);
    if (samples->count > 0)
        printf(",\"p50\":%.3f,\"p90\":%.3f,\"p99\":%.3f,\"p999\":%.3f,\"most\":%.3f",
               histogram_ms(samples, 0.5), histogram_ms(samples, 0.9), histogram_ms(samples, 0.99),
               histogram_ms(samples, 0.999), (double)samples->most / 1000);
    printf("}");
}

#endif
