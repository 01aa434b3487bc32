/* One WebSocket of the load client: handshake, frames in, small text messages out. */

#ifndef LINE_H
#define LINE_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

enum { LINE_HEAD = 192, LINE_WHOLE = 1 << 20, LINE_EPOCH = 16, LINE_REF = 36 };

enum line_stage { LINE_GONE, LINE_CONNECTING, LINE_UPGRADING, LINE_UPGRADED };

struct line {
    int fd;
    uint8_t stage;
    bool current;        /* its first shared frame has come */
    bool watched;        /* whole messages are kept, not only how they begin */
    bool asking;         /* a vote is on its way */
    uint8_t opcode;      /* of the frame that is coming in */
    uint8_t header_have; /* bytes of its header, and the header */
    uint8_t header[14];
    uint64_t size, left; /* bytes of its payload: all of them, and those still to come */
    uint32_t head_have;  /* bytes of its payload kept, and where */
    uint32_t head_room;
    char *head;
    uint32_t version;    /* of the last shared frame */
    char epoch[LINE_EPOCH];
    uint32_t frames;     /* shared frames in the time watched */
    uint32_t votes;      /* still to be sent */
    int64_t began;       /* microseconds: the connection, the vote, when to try again */
    int64_t asked;
    int64_t again;
    uint64_t rev;
    char ref[LINE_REF + 1];
    char receipt[LINE_REF + 1]; /* of its ballot, through all changes; empty before the first */
    const char *path, *cookie, *token; /* who it is; an empty token: it says no hello */
};

/* What `line_read` calls for every text message of `line->size` bytes: how it begins, at least
 * LINE_HEAD bytes of it, or all of it when the line is watched. */
typedef void line_heard(struct line *line, const char *text, size_t size);
/* What `line_read` calls when the handshake is done. */
typedef void line_upgraded(struct line *line);

/* Open a connection from one of several local addresses; false when that cannot even begin. */
bool line_open(struct line *line, uint16_t port, uint32_t number);
/* Send the request for an upgrade, once the connection stands. */
bool line_upgrade(struct line *line, uint16_t port);
/* Take what has come; false when the line is at its end. `close_code`: 0, or as told. */
bool line_read(struct line *line, line_heard *heard, line_upgraded *upgraded, int *close_code);
/* Send one text message of at most 4000 bytes. */
bool line_say(struct line *line, const char *text, size_t size);
/* Close at once, without a goodbye. */
void line_cut(struct line *line);

/* Bytes read by all lines so far. */
extern uint64_t line_bytes;

#endif
