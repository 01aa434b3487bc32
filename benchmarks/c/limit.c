/* The limit: what the kernel lets a single thread do when nothing is computed at all.
 *
 *     limit FIRST SIZE
 *
 * Takes WebSockets on any free port of 127.0.0.1, which it prints, sends each a first frame of
 * FIRST bytes, and then the same SIZE bytes to all with a plain loop over send(). Commands on the
 * standard input: `rate HZ` (frames a second; 0 for none, -1 for as many as go) and `quit`.
 */

#define _GNU_SOURCE

#include <arpa/inet.h>
#include <errno.h>
#include <netinet/in.h>
#include <netinet/tcp.h>
#include <poll.h>
#include <signal.h>
#include <stdbool.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/epoll.h>
#include <sys/resource.h>
#include <sys/socket.h>
#include <time.h>
#include <unistd.h>

#include "sha1.h"

enum { MOST = 20000, EVENTS = 1024, REQUEST = 2048 };

struct client {
    bool open;
    size_t have, owed;   /* bytes of the request; bytes of the last frame that did not leave */
    char *request;
    uint32_t place;      /* in `open` */
};

static struct client clients[MOST];
static int open[MOST];   /* descriptors of those that shook hands, without gaps */
static uint32_t count;
static int epoll;
static char *first, *frame;
static size_t first_size, frame_size, payload;  /* with their headers; SIZE */
static uint64_t version;

static double now(clockid_t which)
{
    struct timespec at;
    clock_gettime(which, &at);
    return (double)at.tv_sec + (double)at.tv_nsec / 1e9;
}

/* A text frame of exactly `size` bytes of payload that begins as the product's frames do. */
static size_t fill(char *at, size_t size, uint64_t v, uint64_t p)
{
    size_t header = 2;
    at[0] = (char)0x81;
    if (size < 126) {
        at[1] = (char)size;
    } else if (size < 65536) {
        at[1] = 126;
        at[2] = (char)(size >> 8);
        at[3] = (char)size;
        header = 4;
    } else {
        at[1] = 127;
        for (int i = 0; i < 8; i++)
            at[2 + i] = (char)((uint64_t)size >> (56 - 8 * i));
        header = 10;
    }
    memset(at + header, 'x', size);
    int used = sprintf(at + header, "{\"v\":%llu,\"p\":%llu,\"e\":\"c0c0c0c0\",\"t\":%.0f,\"x\":\"",
                       (unsigned long long)v, (unsigned long long)p, now(CLOCK_REALTIME) * 1000);
    at[header + (size_t)used] = 'x';
    memcpy(at + header + size - 2, "\"}", 2);
    return header + size;
}

static void forget(int fd)
{
    struct client *client = &clients[fd];
    if (client->open) {
        open[client->place] = open[--count];
        clients[open[client->place]].place = client->place;
    }
    free(client->request);
    memset(client, 0, sizeof *client);
    close(fd);
}

static void answer(int fd, const char *key, size_t size)
{
    static const char base64[] = "ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789+/";
    char text[128], accept[29] = {0}, response[256];
    uint8_t digest[21] = {0};
    int length = snprintf(text, 100, "%.*s258EAFA5-E914-47DA-95CA-C5AB0DC85B11", (int)size, key);
    sha1(text, (size_t)length, digest);
    for (int i = 0; i < 28; i++) {
        uint32_t group = (uint32_t)digest[i / 4 * 3] << 16 | (uint32_t)digest[i / 4 * 3 + 1] << 8
            | digest[i / 4 * 3 + 2];
        accept[i] = base64[group >> (18 - 6 * (i % 4)) & 63];
    }
    accept[27] = '=';
    length = snprintf(response, sizeof response,
                      "HTTP/1.1 101 Switching Protocols\r\nUpgrade: websocket\r\n"
                      "Connection: Upgrade\r\nSec-WebSocket-Accept: %s\r\n\r\n",
                      accept);
    struct client *client = &clients[fd];
    if (send(fd, response, (size_t)length, MSG_NOSIGNAL) != length
        || send(fd, first, first_size, MSG_NOSIGNAL) != (ssize_t)first_size) {
        forget(fd);
        return;
    }
    free(client->request);
    client->request = NULL;
    client->open = true;
    client->place = count;
    open[count++] = fd;
}

static void readable(int fd)
{
    struct client *client = &clients[fd];
    char rest[REQUEST];
    for (;;) {
        char *at = client->open ? rest : client->request + client->have;
        size_t room = client->open ? REQUEST : REQUEST - 1 - client->have;
        ssize_t got = recv(fd, at, room, 0);
        if (got < 0 && errno == EAGAIN)
            return;
        if (got <= 0 || room == 0) {
            forget(fd);
            return;
        }
        if (client->open)
            continue;
        client->have += (size_t)got;
        client->request[client->have] = 0;
        char *key = strcasestr(client->request, "sec-websocket-key: ");
        if (strstr(client->request, "\r\n\r\n") && key) {
            key += strlen("sec-websocket-key: ");
            answer(fd, key, strcspn(key, "\r"));
            return;
        }
    }
}

static void accept_all(int listening)
{
    int fd, on = 1;
    while ((fd = accept4(listening, NULL, NULL, SOCK_NONBLOCK | SOCK_CLOEXEC)) >= 0) {
        struct epoll_event event = {.events = EPOLLIN | EPOLLET, .data.fd = fd};
        if (fd >= MOST || (clients[fd].request = malloc(REQUEST)) == NULL) {
            close(fd);
            continue;
        }
        setsockopt(fd, IPPROTO_TCP, TCP_NODELAY, &on, sizeof on);
        epoll_ctl(epoll, EPOLL_CTL_ADD, fd, &event);
    }
}

/* The whole work: one more frame to everybody. A full line is skipped, never waited for. */
static void send_to_all(void)
{
    version++;
    fill(frame, payload, version, version - 1);
    for (uint32_t i = count; i-- > 0;) {
        struct client *client = &clients[open[i]];
        const char *from = client->owed ? frame + frame_size - client->owed : frame;
        size_t size = client->owed ? client->owed : frame_size;
        ssize_t sent = send(open[i], from, size, MSG_DONTWAIT | MSG_NOSIGNAL);
        if (sent > 0)
            client->owed = size - (size_t)sent;
        else if (errno != EAGAIN)
            forget(open[i]);
    }
}

static void turn(int listening, int wait)
{
    struct epoll_event events[EVENTS];
    int ready = epoll_wait(epoll, events, EVENTS, wait);
    for (int i = 0; i < ready; i++) {
        if (events[i].data.fd == listening)
            accept_all(listening);
        else
            readable(events[i].data.fd);
    }
}

static int listen_anywhere(void)
{
    struct sockaddr_in at = {.sin_family = AF_INET};
    socklen_t size = sizeof at;
    at.sin_addr.s_addr = htonl(INADDR_LOOPBACK);
    int fd = socket(AF_INET, SOCK_STREAM | SOCK_NONBLOCK | SOCK_CLOEXEC, 0);
    if (bind(fd, (struct sockaddr *)&at, size) != 0 || listen(fd, 4096) != 0
        || getsockname(fd, (struct sockaddr *)&at, &size) != 0) {
        perror("listen");
        exit(1);
    }
    printf("{\"port\":%u}\n", ntohs(at.sin_port));
    fflush(stdout);
    return fd;
}

/* The rate that was asked for; the rate from before when nothing was. Ends at `quit`. */
static double asked_rate(double rate)
{
    char command[64];
    ssize_t got = read(STDIN_FILENO, command, sizeof command - 1);
    if (got <= 0 || strncmp(command, "quit", 4) == 0)
        exit(0);
    command[got] = 0;
    sscanf(command, "rate %lf", &rate);
    printf("{}\n");
    fflush(stdout);
    return rate;
}

int main(int arguments, char **argument)
{
    if (arguments != 3 || atoi(argument[1]) < 100 || atoi(argument[2]) < 100) {
        fprintf(stderr, "usage: limit FIRST SIZE (at least 100 bytes each)\n");
        return 2;
    }
    struct rlimit files;
    getrlimit(RLIMIT_NOFILE, &files);
    files.rlim_cur = files.rlim_max;
    setrlimit(RLIMIT_NOFILE, &files);
    signal(SIGPIPE, SIG_IGN);
    first = malloc((size_t)atoi(argument[1]) + 16);
    frame = malloc((size_t)atoi(argument[2]) + 16);
    first_size = fill(first, (size_t)atoi(argument[1]), 1, 0);
    payload = (size_t)atoi(argument[2]);
    frame_size = fill(frame, payload, 1, 0);
    epoll = epoll_create1(EPOLL_CLOEXEC);
    int listening = listen_anywhere();
    struct epoll_event event = {.events = EPOLLIN, .data.fd = listening};
    epoll_ctl(epoll, EPOLL_CTL_ADD, listening, &event);
    struct pollfd input = {.fd = STDIN_FILENO, .events = POLLIN};
    double rate = 0, next = 0;
    for (;;) {
        double wait = rate < 0 ? 0 : rate > 0 ? (next - now(CLOCK_MONOTONIC)) * 1000 : 5;
        turn(listening, wait > 5 ? 5 : wait > 0 ? (int)wait : 0);
        if (poll(&input, 1, 0) == 1) {
            rate = asked_rate(rate);
            next = now(CLOCK_MONOTONIC);
        }
        if (rate < 0 || (rate > 0 && now(CLOCK_MONOTONIC) >= next)) {
            next += rate > 0 ? 1 / rate : 0;
            send_to_all();
        }
    }
}
