/* All devices of the load client, and what is measured on them together. */

#ifndef CROWD_H
#define CROWD_H

#include <stdbool.h>
#include <stdint.h>

#include "histogram.h"
#include "line.h"

struct crowd {
    struct line *lines;
    uint32_t known;                      /* lines in the crowd file */
    uint32_t opening, upgraded, current; /* at this moment */
    uint32_t failed;                     /* lost since the last connect began */
    uint32_t lost[5000];                 /* lost by close code; 0: without one */
    int64_t current_at;                  /* when the last one became current */
};
extern struct crowd crowd;

/* Read who the devices are. Ends the program when the file cannot be read. */
void crowd_read(const char *path, uint32_t most, uint16_t port);
/* Deal with all that has come; wait at most so many milliseconds for more. */
void crowd_turn(int wait);
/* A line is at its end, by the server or because it broke. */
void crowd_lose(struct line *line, int close_code);
/* Close all lines from the given one on. */
void crowd_drop(uint32_t first);
/* Open lines until `count` are open and current, at most `inflight` handshakes at a time; `anew`:
 * as devices that show nothing yet, else as those that tell what they showed before. Gives up
 * after `patience` seconds since `began`. */
void crowd_connect(uint32_t count, uint32_t inflight, bool anew, double patience,
                   int64_t began);
/* Count and time shared frames for so long, and on for at most `patience` seconds until every line
 * has had one: a busy machine may let nothing through in a short time, and nothing has no size.
 * Sleep `lazy` milliseconds between looks, so that several frames are read at once and the client
 * stays light. */
void crowd_watch(double seconds, uint32_t lazy, double patience);
/* Print the lines lost since the last time, and the end of the answer. */
void crowd_print_lost(void);

/* What is voted on. */
struct ballot {
    uint32_t round, options, choose;
};
/* Every phone sends `each` votes, the next when the last is acknowledged; `pace`: first votes a
 * second over all phones, 0 for at once; `wall`: wait until the wall shows them all. */
void storm_run(struct ballot on, uint32_t each, double pace, bool wall, double patience);
void storm_heard_answer(struct line *line, const char *text, size_t size);
void storm_heard_wall(const char *text, size_t size);

/* Microseconds: monotonic, and since 1970. */
int64_t now_us(void);
int64_t wall_clock_us(void);
double seconds_since(int64_t began);
/* Processor seconds of this process: near 1 a second the client is what was measured. */
double own_cpu(void);
uint64_t chance(void);
/* The number after `key`, without the dots of thousands; -1 when it is absent. */
int64_t number_after(const char *text, size_t size, const char *key);

#endif
