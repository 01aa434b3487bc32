/* Votes, all at once or at a steady pace: how soon each is acknowledged, and seen on the wall. */

#define _GNU_SOURCE

#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "crowd.h"

enum { BURST = 256 };

static struct {
    struct ballot on;
    uint32_t sent, acked, busy, refused;
    int64_t last_ack;
    struct histogram to_ack;
    bool open;       /* whoever is answered sends the next vote */
    bool walled;     /* the wall is waited for */
    uint32_t base;   /* ballots the wall showed before, and shows now */
    uint32_t shown;
    uint32_t seen;   /* votes of this storm that the wall has shown, and when it last did */
    int64_t seen_at;
    int64_t *sent_at;
    struct histogram to_wall;
} storm;

static void make_ref(char *ref)
{
    static const char digits[] = "0123456789abcdef", shape[] = "xxxxxxxx-xxxx-4xxx-8xxx-xxxxxxxxxxxx";
    uint64_t random[2] = {chance(), chance()};
    for (int i = 0, taken = 0; i <= LINE_REF; i++) {
        ref[i] = shape[i];
        if (shape[i] == 'x') {
            ref[i] = digits[random[taken / 16] >> (4 * (taken % 16)) & 15];
            taken++;
        }
    }
}

/* Send the vote that stands in the line, the first time or once more. */
static void send_vote(struct line *line)
{
    char text[1024];
    int size = snprintf(text, sizeof text,
                        "{\"do\":\"vote\",\"ref\":\"%s\",\"receipt\":\"%s\",\"rev\":%llu,\"round\":%u,"
                        "\"mark\":[",
                        line->ref, line->receipt, (unsigned long long)line->rev, storm.on.round);
    uint64_t first = line->rev + (uint64_t)(line - crowd.lines) * 7;
    for (uint32_t i = 0; i < storm.on.choose && size < 900; i++)
        size += snprintf(text + size, sizeof text - (size_t)size, "%s%u", i ? "," : "",
                         (unsigned)((first + i) % storm.on.options) + 1);
    size += snprintf(text + size, sizeof text - (size_t)size, "]}");
    line->asking = true;
    line->again = 0;
    if (!line_say(line, text, (size_t)size))
        crowd_lose(line, 0);
}

static void vote(struct line *line)
{
    uint64_t stamp = (uint64_t)wall_clock_us();
    make_ref(line->ref);
    if (line->receipt[0] == 0)
        make_ref(line->receipt);
    line->rev = line->rev < stamp ? stamp : line->rev + 1;
    line->asked = now_us();
    if (storm.walled)
        storm.sent_at[storm.sent] = line->asked;
    storm.sent++;
    send_vote(line);
}

void storm_heard_answer(struct line *line, const char *text, size_t size)
{
    if (!line->asking || size < 7 + LINE_REF || memcmp(text + 7, line->ref, LINE_REF) != 0)
        return;
    int64_t now = now_us(), again = text[2] == 'n' ? number_after(text, size, "\"again\":") : -1;
    if (again > 0) {
        storm.busy++;
        line->again = now + again * 1000 + (int64_t)(chance() % 500000);
        return;
    }
    line->asking = false;
    if (text[2] == 'n') {
        storm.refused++;
        line->votes = 0;
        return;
    }
    storm.acked++;
    storm.last_ack = now;
    histogram_add(&storm.to_ack, now - line->asked);
    if (--line->votes > 0 && storm.open)
        vote(line);
}

/* The wall shows so many ballots. It says no names, so the first so many that were sent count as
 * shown: votes are stored nearly in the order in which they are sent. */
void storm_heard_wall(const char *text, size_t size)
{
    int64_t shown = number_after(text, size, "\"masuk\":\"");
    if (shown < 0)
        return;
    storm.shown = (uint32_t)shown;
    while (storm.walled && storm.base + storm.seen < storm.shown && storm.seen < storm.sent) {
        storm.seen_at = now_us();
        histogram_add(&storm.to_wall, storm.seen_at - storm.sent_at[storm.seen++]);
    }
}

static bool over(uint32_t wanted)
{
    if (storm.acked + storm.refused < wanted)
        return false;
    return !storm.walled || storm.shown >= storm.base + storm.acked;
}

static void try_again(void)
{
    for (uint32_t i = 0; i < crowd.known; i++) {
        struct line *line = &crowd.lines[i];
        if (line->fd >= 0 && line->again && line->again < now_us())
            send_vote(line);
    }
}

static void print_storm(uint32_t voters, double lasted, double cpu)
{
    printf("{\"voters\":%u,\"sent\":%u,\"acked\":%u,\"busy\":%u,\"refused\":%u,\"seconds\":%.4f,"
           "\"per_second\":%.1f,\"client_cpu\":%.3f,",
           voters, storm.sent, storm.acked, storm.busy, storm.refused, lasted,
           lasted > 0 ? storm.acked / lasted : 0, cpu);
    histogram_print("ack_ms", &storm.to_ack);
    printf(",");
    if (storm.walled) {
        histogram_print("wall_ms", &storm.to_wall);
        printf(",\"wall_shows\":%u,\"wall_expected\":%u,\"wall_after_last_ack_ms\":%.3f,",
               storm.shown, storm.base + storm.acked,
               (double)(storm.seen_at - storm.last_ack) / 1000);
    }
    crowd_print_lost();
}

static uint32_t hand_out(uint32_t each)
{
    uint32_t voters = 0;
    for (uint32_t i = 0; i < crowd.known; i++) {
        struct line *line = &crowd.lines[i];
        line->votes = line->current && !line->watched ? each : 0;
        line->asking = false;
        line->again = 0;
        voters += line->votes > 0;
    }
    return voters;
}

void storm_run(struct ballot on, uint32_t each, double pace, bool wall, double patience)
{
    double cpu = own_cpu();
    uint32_t voters = hand_out(each), next = 0, begun = 0, shown = storm.shown;
    int64_t *sent_at = realloc(storm.sent_at, ((size_t)voters * each + 1) * sizeof *sent_at);
    memset(&storm, 0, sizeof storm);
    storm.sent_at = sent_at;
    storm.on = on;
    storm.base = storm.shown = shown;
    storm.walled = wall;
    storm.open = true;
    int64_t began = storm.last_ack = storm.seen_at = now_us();
    while (seconds_since(began) < patience && !over(voters * each)) {
        uint32_t due = pace > 0 ? (uint32_t)(seconds_since(began) * pace) + 1 : voters;
        for (int burst = 0; next < crowd.known && begun < due && burst < BURST; next++) {
            struct line *line = &crowd.lines[next];
            if (line->votes == 0 || !line->current)
                continue;
            vote(line);
            begun++;
            burst++;
        }
        crowd_turn(begun < due && next < crowd.known ? 0 : 1);
        if (storm.busy > 0)
            try_again();
    }
    print_storm(voters, (double)(storm.last_ack - began) / 1e6, own_cpu() - cpu);
    storm.open = storm.walled = false;
}
