-- Programs elsewhere that want to be told. The secret by which a body is signed is made of `salt`
-- and the site's own secret, which is in no database.
CREATE TABLE webhook (
    id         bigint GENERATED ALWAYS AS IDENTITY PRIMARY KEY,
    url        text NOT NULL,
    kinds      text[] NOT NULL CHECK (cardinality(kinds) > 0),
    salt       bytea NOT NULL CHECK (octet_length(salt) = 16),
    active     bool NOT NULL DEFAULT true,
    -- What happened before is not told: it was made, or turned on again, then.
    since      timestamptz NOT NULL,
    created_by bigint REFERENCES person,
    created_at timestamptz NOT NULL
);

-- What is to be told to one of them, with how it went. `event` names what happened, so that no
-- program is told twice of the same whatever process saw it.
CREATE TABLE webhook_delivery (
    id         bigint GENERATED ALWAYS AS IDENTITY PRIMARY KEY,
    webhook_id bigint NOT NULL REFERENCES webhook ON DELETE CASCADE,
    event      text NOT NULL,
    kind       text NOT NULL,
    body       text NOT NULL,
    made_at    timestamptz NOT NULL,
    attempts   int NOT NULL DEFAULT 0,
    next_at    timestamptz,           -- NULL: delivered, or given up
    tried_at   timestamptz,
    done_at    timestamptz,           -- delivered then
    answer     text NOT NULL DEFAULT '',  -- what the last attempt came to: a status, or why none
    UNIQUE (webhook_id, event)
);
CREATE INDEX webhook_delivery_due ON webhook_delivery (next_at) WHERE next_at IS NOT NULL;
CREATE INDEX webhook_delivery_made ON webhook_delivery (webhook_id, made_at DESC);

-- What was taken back is told too.
CREATE INDEX follow_up_undone ON follow_up (undone_at) WHERE undone_at IS NOT NULL;
