-- Rehearsals: how far one is, and what it found. Nothing in it is about people who exist.
CREATE TABLE rehearsal (
    id         bigint GENERATED ALWAYS AS IDENTITY PRIMARY KEY,
    session_id bigint NOT NULL REFERENCES session,
    person_id  bigint NOT NULL REFERENCES person,
    phones     int NOT NULL CHECK (phones > 0),
    address    text NOT NULL,
    step       text NOT NULL DEFAULT '',
    done       int NOT NULL DEFAULT 0,
    findings   jsonb NOT NULL DEFAULT '[]',
    started_at timestamptz NOT NULL,
    told_at    timestamptz NOT NULL,
    ended_at   timestamptz
);
-- Two at once would only measure each other.
CREATE UNIQUE INDEX rehearsal_one ON rehearsal ((true)) WHERE ended_at IS NULL;
