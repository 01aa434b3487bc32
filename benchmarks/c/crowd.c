#define _GNU_SOURCE

#include "crowd.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/epoll.h>
#include <unistd.h>

enum { EVENTS = 1024 };

struct crowd crowd;

static uint16_t port;
static int epoll = -1;
static struct histogram to_current, to_frame;
static bool watching;
static uint64_t frames, frame_bytes, first_bytes;

void crowd_lose(struct line *line, int close_code)
{
    crowd.current -= line->current;
    crowd.opening -= line->stage == LINE_CONNECTING || line->stage == LINE_UPGRADING;
    crowd.upgraded -= line->stage == LINE_UPGRADED;
    crowd.failed++;
    crowd.lost[close_code >= 0 && close_code < 5000 ? close_code : 0]++;
    line_cut(line);
}

void crowd_drop(uint32_t first)
{
    for (uint32_t i = first; i < crowd.known; i++) {
        struct line *line = &crowd.lines[i];
        if (line->fd < 0)
            continue;
        crowd.current -= line->current;
        crowd.opening -= line->stage == LINE_CONNECTING || line->stage == LINE_UPGRADING;
        crowd.upgraded -= line->stage == LINE_UPGRADED;
        line_cut(line);
    }
}

/* The server let it in: say who it is and what it shows already. */
static void say_hello(struct line *line)
{
    char text[512];
    crowd.opening--;
    crowd.upgraded++;
    if (line->token[0] == 0)
        return;
    int size = snprintf(text, sizeof text,
                        "{\"do\":\"hello\",\"token\":\"%s\",\"epoch\":\"%s\",\"v\":%u}",
                        line->token, line->epoch, line->version);
    if (!line_say(line, text, (size_t)size))
        crowd_lose(line, 0);
}

static void heard_frame(struct line *line, const char *text, size_t size)
{
    size_t head = size < LINE_HEAD ? size : LINE_HEAD;
    const char *epoch = memmem(text, head, "\"e\":\"", 5);
    line->version = (uint32_t)number_after(text, head, "\"v\":");
    if (epoch && epoch + 5 + 8 <= text + head)
        memcpy(line->epoch, epoch + 5, 8);
    if (line->watched)
        storm_heard_wall(text, size);
    if (!line->current) {
        line->current = true;
        crowd.current++;
        crowd.current_at = now_us();
        first_bytes += line->size;
        histogram_add(&to_current, crowd.current_at - line->began);
    } else if (watching) {
        frames++;
        frame_bytes += line->size;
        line->frames++;
        int64_t made = number_after(text, head, "\"t\":");
        if (made > 0)
            histogram_add(&to_frame, wall_clock_us() - made * 1000);
    }
}

static void heard(struct line *line, const char *text, size_t size)
{
    if (size > 8 && memcmp(text, "{\"v\":", 5) == 0)
        heard_frame(line, text, size);
    else if (size > 8 && (memcmp(text, "{\"ok\":\"", 7) == 0 || memcmp(text, "{\"no\":\"", 7) == 0))
        storm_heard_answer(line, text, size);
}

void crowd_turn(int wait)
{
    struct epoll_event events[EVENTS];
    int count = epoll_wait(epoll, events, EVENTS, wait), code = 0;
    for (int i = 0; i < count; i++) {
        struct line *line = events[i].data.ptr;
        if (line == NULL || line->fd < 0)
            continue;
        if (line->stage == LINE_CONNECTING) {
            if (events[i].events & (EPOLLERR | EPOLLHUP) || !line_upgrade(line, port))
                crowd_lose(line, 0);
        } else if (events[i].events & (EPOLLIN | EPOLLHUP | EPOLLERR)) {
            if (!line_read(line, heard, say_hello, &code) && line->fd >= 0)
                crowd_lose(line, code);
        }
    }
}

static bool open_line(uint32_t number, bool anew)
{
    struct line *line = &crowd.lines[number];
    if (anew) {
        line->version = 0;
        line->epoch[0] = 0;
    }
    line->began = now_us();
    if (!line_open(line, port, number))
        return false;
    crowd.opening++;
    struct epoll_event event = {.events = EPOLLIN | EPOLLOUT | EPOLLET, .data.ptr = line};
    return epoll_ctl(epoll, EPOLL_CTL_ADD, line->fd, &event) == 0;
}

void crowd_connect(uint32_t count, uint32_t inflight, bool anew, double patience, int64_t began)
{
    double cpu = own_cpu();
    uint32_t next = 0, before = crowd.current;
    int64_t upgraded_at = began;
    count = count < crowd.known ? count : crowd.known;
    crowd.failed = 0;
    crowd.current_at = began;
    first_bytes = 0;
    histogram_clear(&to_current);
    while (seconds_since(began) < patience) {
        for (; next < count && crowd.opening < inflight; next++)
            if (crowd.lines[next].fd < 0 && !open_line(next, anew))
                crowd.failed++;
        if (next == count && crowd.opening == 0) {
            if (upgraded_at == began)
                upgraded_at = now_us();
            if (crowd.current + crowd.failed >= count)
                break;
        }
        crowd_turn(1);
    }
    printf("{\"wanted\":%u,\"current\":%u,\"new\":%u,\"failed\":%u,\"seconds\":%.4f,"
           "\"upgraded_seconds\":%.4f,\"client_cpu\":%.3f,\"first_bytes\":%.1f,",
           count, crowd.current, crowd.current - before, crowd.failed,
           crowd.current + crowd.failed >= count ? (double)(crowd.current_at - began) / 1e6 : patience,
           (double)(upgraded_at - began) / 1e6,
           own_cpu() - cpu,
           to_current.count ? (double)first_bytes / (double)to_current.count : 0);
    histogram_print("to_current_ms", &to_current);
    printf(",");
    crowd_print_lost();
}

struct evenness {
    uint32_t least, most;
};

/* Frames of the phone that had the fewest, and of the one that had the most. */
static struct evenness evenness(void)
{
    struct evenness found = {UINT32_MAX, 0};
    for (uint32_t i = 0; i < crowd.known; i++) {
        const struct line *line = &crowd.lines[i];
        if (!line->current || line->watched)
            continue;
        found.least = line->frames < found.least ? line->frames : found.least;
        found.most = line->frames > found.most ? line->frames : found.most;
    }
    return found;
}

void crowd_watch(double seconds, uint32_t lazy, double patience)
{
    crowd_turn(0);
    for (uint32_t i = 0; i < crowd.known; i++)
        crowd.lines[i].frames = 0;
    frames = frame_bytes = 0;
    histogram_clear(&to_frame);
    double cpu = own_cpu();
    uint64_t bytes = line_bytes;
    int64_t began = now_us();
    watching = true;
    while (seconds_since(began) < seconds
           || (seconds_since(began) < patience && evenness().least == 0)) {
        if (lazy)
            usleep(lazy * 1000);
        crowd_turn(lazy ? 0 : 1);
    }
    watching = false;
    double lasted = seconds_since(began);
    struct evenness each = evenness();
    printf("{\"sockets\":%u,\"seconds\":%.4f,\"frames\":%llu,\"per_second\":%.1f,"
           "\"payload_bytes\":%.1f,\"wire_bytes\":%llu,\"client_cpu_share\":%.3f,",
           crowd.current, lasted, (unsigned long long)frames, (double)frames / lasted,
           frames ? (double)frame_bytes / (double)frames : 0,
           (unsigned long long)(line_bytes - bytes), (own_cpu() - cpu) / lasted);
    printf("\"least_per_socket\":%u,\"most_per_socket\":%u,",
           each.least == UINT32_MAX ? 0 : each.least, each.most);
    histogram_print("latency_ms", &to_frame);
    printf(",");
    crowd_print_lost();
}

void crowd_print_lost(void)
{
    const char *between = "";
    printf("\"lost\":{");
    for (int code = 0; code < 5000; code++) {
        if (crowd.lost[code] == 0)
            continue;
        printf("%s\"%d\":%u", between, code, crowd.lost[code]);
        between = ",";
        crowd.lost[code] = 0;
    }
    printf("}}\n");
}

static const char *field(char **rest)
{
    char *found = strsep(rest, "\t\n");
    return found ? found : "";
}

void crowd_read(const char *path, uint32_t most, uint16_t at_port)
{
    FILE *file = fopen(path, "r");
    char *text = NULL;
    size_t room = 0;
    if (file == NULL || (crowd.lines = calloc(most, sizeof *crowd.lines)) == NULL) {
        perror(path);
        exit(1);
    }
    port = at_port;
    epoll = epoll_create1(EPOLL_CLOEXEC);
    while (crowd.known < most && getline(&text, &room, file) > 0) {
        struct line *line = &crowd.lines[crowd.known++];
        char *rest = strdup(text); /* the fields point into it for as long as the program runs */
        line->path = field(&rest);
        line->cookie = field(&rest);
        line->token = field(&rest);
        line->watched = strcmp(field(&rest), "wall") == 0;
        line->head_room = line->watched ? LINE_WHOLE : LINE_HEAD;
        line->head = malloc(line->head_room);
        line->fd = -1;
    }
    free(text);
    fclose(file);
}
