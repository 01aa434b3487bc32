/* The load client: thousands of WebSockets in one process, led by commands on its standard input.
 *
 *     load PORT CROWD MOST
 *
 * CROWD is a file with a line for each device: path, cookie, page token, `phone` or `wall`,
 * separated by tabs. A device without a token says no hello. MOST is how many are read.
 *
 *     connect COUNT INFLIGHT SECONDS     open lines until COUNT are open
 *     reconnect COUNT INFLIGHT SECONDS   cut all, then the same
 *     keep COUNT                         cut all but the first COUNT
 *     watch SECONDS LAZY [PATIENCE]      count and time the frames that come
 *     vote EACH PACE ROUND OPTIONS CHOOSE WALL SECONDS
 *     quit
 *
 * Each command is answered by one line of JSON; crowd.h says what they mean.
 */

#define _GNU_SOURCE

#include <poll.h>
#include <signal.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/resource.h>
#include <unistd.h>

#include "crowd.h"

static bool obey(const char *command)
{
    uint32_t count = 0, other = 0, wall = 0;
    double number = 0, patience = 0;
    struct ballot on = {0, 0, 0};
    if (sscanf(command, "connect %u %u %lf", &count, &other, &patience) == 3) {
        crowd_connect(count, other, true, patience, now_us());
    } else if (sscanf(command, "reconnect %u %u %lf", &count, &other, &patience) == 3) {
        int64_t began = now_us();
        crowd_drop(0);
        crowd_connect(count, other, false, patience, began);
    } else if (sscanf(command, "keep %u", &count) == 1) {
        crowd_drop(count);
        printf("{\"current\":%u}\n", crowd.current);
    } else if (sscanf(command, "watch %lf %u %lf", &number, &count, &patience) >= 2) {
        crowd_watch(number, count, patience);
    } else if (sscanf(command, "vote %u %lf %u %u %u %u %lf", &count, &number, &on.round,
                      &on.options, &on.choose, &wall, &patience) == 7) {
        storm_run(on, count, number, wall != 0, patience);
    } else if (strncmp(command, "quit", 4) == 0) {
        return false;
    } else {
        printf("{\"error\":\"unknown command\"}\n");
    }
    return true;
}

/* Answer pings and read frames until there is a command; false at the end of the input. */
static bool next_command(char *command, size_t room)
{
    size_t have = 0;
    struct pollfd input = {.fd = STDIN_FILENO, .events = POLLIN};
    for (;;) {
        crowd_turn(0);
        if (poll(&input, 1, 5) != 1)
            continue;
        ssize_t got = read(STDIN_FILENO, command + have, room - 1 - have);
        if (got <= 0)
            return false;
        have += (size_t)got;
        command[have] = 0;
        if (command[have - 1] == '\n')
            return true;
    }
}

int main(int count, char **arguments)
{
    struct rlimit files;
    char command[256];
    if (count != 4) {
        fprintf(stderr, "usage: load PORT CROWD MOST\n");
        return 2;
    }
    getrlimit(RLIMIT_NOFILE, &files);
    files.rlim_cur = files.rlim_max;
    setrlimit(RLIMIT_NOFILE, &files);
    signal(SIGPIPE, SIG_IGN);
    setvbuf(stdout, NULL, _IOLBF, 1 << 16);
    crowd_read(arguments[2], (uint32_t)atoi(arguments[3]), (uint16_t)atoi(arguments[1]));
    printf("{\"devices\":%u}\n", crowd.known);
    while (next_command(command, sizeof command) && obey(command))
        ;
    return 0;
}
