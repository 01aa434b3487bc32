#define _GNU_SOURCE

#include "line.h"

#include <arpa/inet.h>
#include <errno.h>
#include <netinet/in.h>
#include <netinet/tcp.h>
#include <stdio.h>
#include <string.h>
#include <sys/socket.h>
#include <unistd.h>

enum { SOURCES = 16, BUFFER = 256 * 1024, TEXT = 1, CLOSE = 8, PING = 9, PONG = 10 };

uint64_t line_bytes;

static char buffer[BUFFER];

/* What a phone of these years sends along, as servers have to read it. */
static const char REQUEST[] =
    "GET %s HTTP/1.1\r\n"
    "Host: 127.0.0.1:%u\r\n"
    "Connection: Upgrade\r\n"
    "Pragma: no-cache\r\n"
    "Cache-Control: no-cache\r\n"
    "User-Agent: Mozilla/5.0 (Linux; Android 10; K) AppleWebKit/537.36 (KHTML, like Gecko) "
    "Chrome/142.0.0.0 Mobile Safari/537.36\r\n"
    "Upgrade: websocket\r\n"
    "Origin: http://127.0.0.1:%u\r\n"
    "Sec-WebSocket-Version: 13\r\n"
    "Accept-Encoding: gzip, deflate\r\n"
    "Accept-Language: id-ID,id;q=0.9,en;q=0.8\r\n"
    "%s%s%s"
    "Sec-WebSocket-Key: dGhlIHNhbXBsZSBub25jZQ==\r\n"
    "Sec-WebSocket-Extensions: permessage-deflate; client_max_window_bits\r\n\r\n";

bool line_open(struct line *line, uint16_t port, uint32_t number)
{
    int on = 1;
    struct sockaddr_in from = {.sin_family = AF_INET}, to = {.sin_family = AF_INET};
    from.sin_addr.s_addr = htonl(INADDR_LOOPBACK + 1 + number % SOURCES);
    to.sin_addr.s_addr = htonl(INADDR_LOOPBACK);
    to.sin_port = htons(port);
    line->fd = socket(AF_INET, SOCK_STREAM | SOCK_NONBLOCK | SOCK_CLOEXEC, 0);
    if (line->fd < 0)
        return false;
    setsockopt(line->fd, IPPROTO_TCP, TCP_NODELAY, &on, sizeof on);
    setsockopt(line->fd, IPPROTO_IP, IP_BIND_ADDRESS_NO_PORT, &on, sizeof on);
    line->stage = LINE_CONNECTING;
    line->current = line->asking = false;
    line->header_have = 0;
    line->left = line->head_have = 0;
    if (bind(line->fd, (struct sockaddr *)&from, sizeof from) == 0
        && (connect(line->fd, (struct sockaddr *)&to, sizeof to) == 0 || errno == EINPROGRESS))
        return true;
    line_cut(line);
    return false;
}

bool line_upgrade(struct line *line, uint16_t port)
{
    char request[2048];
    const char *name = line->cookie[0] ? "Cookie: " : "", *end = line->cookie[0] ? "\r\n" : "";
    int size = snprintf(request, sizeof request, REQUEST, line->path, port, port, name,
                        line->cookie, end);
    line->stage = LINE_UPGRADING;
    return size < (int)sizeof request && send(line->fd, request, (size_t)size, MSG_NOSIGNAL) == size;
}

void line_cut(struct line *line)
{
    if (line->fd >= 0)
        close(line->fd);
    line->fd = -1;
    line->stage = LINE_GONE;
    line->current = line->asking = false;
}

static bool send_frame(struct line *line, uint8_t opcode, const char *payload, size_t size)
{
    static const uint8_t mask[4] = {0x5a, 0x17, 0xc3, 0x99};
    uint8_t frame[4096 + 8];
    size_t at = 2;
    if (size > 4000)
        return false;
    frame[0] = 0x80 | opcode;
    if (size < 126) {
        frame[1] = 0x80 | (uint8_t)size;
    } else {
        frame[1] = 0x80 | 126;
        frame[2] = (uint8_t)(size >> 8);
        frame[3] = (uint8_t)size;
        at = 4;
    }
    memcpy(frame + at, mask, 4);
    at += 4;
    for (size_t i = 0; i < size; i++)
        frame[at + i] = (uint8_t)payload[i] ^ mask[i & 3];
    return send(line->fd, frame, at + size, MSG_NOSIGNAL) == (ssize_t)(at + size);
}

bool line_say(struct line *line, const char *text, size_t size)
{
    return send_frame(line, TEXT, text, size);
}

/* Bytes of the header that has begun with `have` bytes, as far as they tell. */
static size_t header_size(const uint8_t *header, size_t have)
{
    if (have < 2)
        return 2;
    uint8_t length = header[1] & 0x7f;
    return length == 126 ? 4 : length == 127 ? 10 : 2;
}

static uint64_t payload_size(const uint8_t *header)
{
    uint64_t size = header[1] & 0x7f;
    if (size == 126)
        return (uint64_t)header[2] << 8 | header[3];
    if (size < 126)
        return size;
    size = 0;
    for (int i = 2; i < 10; i++)
        size = size << 8 | header[i];
    return size;
}

/* A frame is complete, `text` is its beginning. */
static bool complete(struct line *line, const char *text, size_t size, line_heard *heard, int *code)
{
    if (line->opcode == TEXT) {
        heard(line, text, size);
        return line->fd >= 0;
    }
    if (line->opcode == PING)
        return send_frame(line, PONG, text, size);
    if (line->opcode == CLOSE) {
        *code = size >= 2 ? (uint8_t)text[0] << 8 | (uint8_t)text[1] : 1005;
        return false;
    }
    return true;
}

static bool take_frames(struct line *line, const char *at, size_t have, line_heard *heard, int *code)
{
    while (have > 0) {
        if (line->left == 0) { /* in a header */
            line->header[line->header_have++] = (uint8_t)*at++;
            have--;
            if (line->header_have < header_size(line->header, line->header_have))
                continue;
            line->opcode = line->header[0] & 0x0f;
            line->size = line->left = payload_size(line->header);
            line->head_have = 0;
            line->header_have = 0;
            if (line->left == 0 && !complete(line, at, 0, heard, code))
                return false;
            continue;
        }
        if (line->head_have == 0 && have >= line->left) { /* all of it is here: no copy */
            size_t size = line->left;
            line->left = 0;
            if (!complete(line, at, size, heard, code))
                return false;
            at += size;
            have -= size;
            continue;
        }
        size_t part = have < line->left ? have : line->left;
        size_t room = line->head_room - line->head_have, kept = part < room ? part : room;
        memcpy(line->head + line->head_have, at, kept);
        line->head_have += (uint32_t)kept;
        line->left -= part;
        at += part;
        have -= part;
        if (line->left == 0 && !complete(line, line->head, line->head_have, heard, code))
            return false;
    }
    return true;
}

/* The end of the answer to the upgrade is here: whatever follows are frames. */
static bool take_answer(struct line *line, size_t *have, const char **at, line_upgraded *upgraded)
{
    const char *end = memmem(*at, *have, "\r\n\r\n", 4);
    if (end == NULL || *have < 12 || memcmp(*at + 9, "101", 3) != 0)
        return false;
    *have -= (size_t)(end + 4 - *at);
    *at = end + 4;
    line->stage = LINE_UPGRADED;
    upgraded(line);
    return line->fd >= 0;
}

bool line_read(struct line *line, line_heard *heard, line_upgraded *upgraded, int *close_code)
{
    *close_code = 0;
    for (;;) {
        ssize_t got = recv(line->fd, buffer, sizeof buffer, 0);
        if (got < 0 && (errno == EAGAIN || errno == EINTR))
            return true;
        if (got <= 0)
            return false;
        line_bytes += (uint64_t)got;
        const char *at = buffer;
        size_t have = (size_t)got;
        if (line->stage == LINE_UPGRADING && !take_answer(line, &have, &at, upgraded))
            return false;
        if (!take_frames(line, at, have, heard, close_code))
            return false;
        if ((size_t)got < sizeof buffer)
            return true; /* drained, and edge-triggered epoll tells of more */
    }
}
