-- Times are timestamptz inside and whole milliseconds since 1970 outside; 0 outside is NULL inside.
CREATE FUNCTION moment(ms bigint) RETURNS timestamptz LANGUAGE sql STABLE
    RETURN CASE WHEN ms > 0 THEN to_timestamp(ms / 1000.0) END;
CREATE FUNCTION ms(moment timestamptz) RETURNS bigint LANGUAGE sql STABLE
    RETURN coalesce((extract(epoch FROM moment) * 1000)::bigint, 0);

CREATE EXTENSION IF NOT EXISTS pg_trgm;

CREATE TABLE person (
    id            bigint GENERATED ALWAYS AS IDENTITY PRIMARY KEY,
    username      text NOT NULL CHECK (username <> ''),
    name          text NOT NULL,
    password_hash text NOT NULL,
    role          text NOT NULL CHECK (role IN ('admin', 'facilitator')),
    created_at    timestamptz NOT NULL,
    disabled_at   timestamptz
);
CREATE UNIQUE INDEX person_username ON person (lower(username));

CREATE TABLE invitation (
    token_hash bytea PRIMARY KEY,
    purpose    text NOT NULL CHECK (purpose IN ('first_admin', 'person', 'login')),
    role       text NOT NULL CHECK (role IN ('admin', 'facilitator')),
    person_id  bigint REFERENCES person,
    created_by bigint REFERENCES person,
    created_at timestamptz NOT NULL,
    expires_at timestamptz NOT NULL,
    uses_left  int NOT NULL CHECK (uses_left >= 0),
    used_at    timestamptz,
    CHECK ((purpose = 'login') = (person_id IS NOT NULL))
);

CREATE TABLE login (
    id         bigint GENERATED ALWAYS AS IDENTITY PRIMARY KEY,
    token_hash bytea NOT NULL UNIQUE,
    person_id  bigint NOT NULL REFERENCES person,
    device     text NOT NULL,
    created_at timestamptz NOT NULL,
    last_seen  timestamptz NOT NULL,
    expires_at timestamptz NOT NULL,
    revoked_at timestamptz
);
CREATE INDEX login_person ON login (person_id);

CREATE VIEW person_row AS
    SELECT id, username, name, password_hash, role, ms(created_at) AS created_at,
        ms(disabled_at) AS disabled_at
    FROM person;
CREATE VIEW login_row AS
    SELECT id, token_hash, person_id, device, ms(created_at) AS created_at,
        ms(last_seen) AS last_seen, ms(expires_at) AS expires_at, ms(revoked_at) AS revoked_at
    FROM login;

-- One meeting. Its row is the gate of its log: whoever advances seq has written the event.
-- Half-empty pages keep that update inside the page (HOT).
CREATE TABLE session (
    id                bigint GENERATED ALWAYS AS IDENTITY PRIMARY KEY,
    code              text NOT NULL CONSTRAINT session_code UNIQUE
                      CHECK (code ~ '^[ACDEFGHJKMNPQRTWXY34679]{6}$'),
    plan              jsonb NOT NULL,
    epoch             text NOT NULL DEFAULT replace(gen_random_uuid()::text, '-', ''),
    seq               bigint NOT NULL DEFAULT 0 CHECK (seq >= 0),
    stage             text NOT NULL DEFAULT 'planned'
                      CHECK (stage IN ('planned', 'open', 'closed', 'published')),
    takes_supports    bool NOT NULL DEFAULT false,
    screen_generation int NOT NULL DEFAULT 1,
    created_by        bigint REFERENCES person,
    created_at        timestamptz NOT NULL,
    opened_at         timestamptz,
    closed_at         timestamptz,
    published_at      timestamptz,
    -- From the plan, for lists and searches.
    forum             text NOT NULL,
    tier              text NOT NULL,
    ward_code         text NOT NULL,
    ward              text NOT NULL,
    district          text NOT NULL,
    city              text NOT NULL,
    year              int NOT NULL,
    plan_year         int NOT NULL,
    starts            text NOT NULL,
    practice          bool NOT NULL,
    example           bool NOT NULL DEFAULT false,  -- invented data of a demonstration
    CHECK (NOT takes_supports OR stage = 'open'),
    CHECK ((stage = 'planned') = (opened_at IS NULL)),
    CHECK ((stage = 'published') = (published_at IS NOT NULL))
) WITH (fillfactor = 50);
CREATE INDEX session_published ON session (published_at DESC) WHERE stage = 'published';
CREATE INDEX session_open ON session (opened_at) WHERE stage = 'open';

-- A session as it is read, whole and as a line of a list.
CREATE VIEW session_row AS
    SELECT id, code, epoch, seq, stage, plan, screen_generation, created_by, example,
        ms(created_at) AS created_at, ms(opened_at) AS opened_at, ms(closed_at) AS closed_at,
        ms(published_at) AS published_at
    FROM session;
CREATE VIEW session_line AS
    SELECT id, code, stage, forum, tier, ward_code, ward, district, year, plan_year, starts,
        practice, example, ms(created_at) AS created_at, ms(opened_at) AS opened_at,
        ms(closed_at) AS closed_at, ms(published_at) AS published_at
    FROM session;

CREATE TABLE session_facilitator (
    session_id bigint REFERENCES session,
    person_id  bigint REFERENCES person,
    PRIMARY KEY (session_id, person_id)
);
CREATE INDEX session_facilitator_person ON session_facilitator (person_id);

-- The log. Free text stands apart in words, to be erasable; the salt hides it in the published hash.
CREATE TABLE event (
    session_id bigint REFERENCES session,
    seq        bigint CHECK (seq > 0),
    at         timestamptz NOT NULL,
    actor      text NOT NULL,
    kind       text NOT NULL,
    body       jsonb NOT NULL,
    words      jsonb,
    salt       bytea NOT NULL CHECK (octet_length(salt) = 16),
    ref        uuid,
    PRIMARY KEY (session_id, seq)
);
CREATE UNIQUE INDEX event_ref ON event (session_id, ref) WHERE ref IS NOT NULL;

CREATE TABLE participant (
    id           uuid PRIMARY KEY,
    session_id   bigint NOT NULL REFERENCES session,
    ref          uuid NOT NULL,
    name         text NOT NULL,
    neighborhood text NOT NULL,
    gender       text NOT NULL CHECK (gender IN ('', 'P', 'L')),
    organisation text NOT NULL,
    assisted     bool NOT NULL,
    joined_at    timestamptz NOT NULL,
    UNIQUE (session_id, ref)
);

-- What the log says of each proposal, for counting and searching.
CREATE TABLE proposal (
    session_id       bigint REFERENCES session,
    number           int CHECK (number > 0),
    author           uuid,
    title            text NOT NULL,
    problem          text NOT NULL,
    sector           text NOT NULL,
    neighborhood     text NOT NULL,
    landmark         text NOT NULL,
    screen_title     text NOT NULL,
    quantity         double precision,
    unit             text NOT NULL,
    cost             bigint,
    beneficiaries    int,
    beneficiary_unit text NOT NULL,
    proposer         text NOT NULL,
    status           text NOT NULL CHECK (status IN ('waiting', 'shown', 'hidden')),
    reason           text NOT NULL,
    merged_into      int,
    root             int NOT NULL,
    assisted         bool NOT NULL,
    at               timestamptz NOT NULL,
    search           tsvector GENERATED ALWAYS AS (
        to_tsvector('indonesian'::regconfig, title || ' ' || problem || ' ' || landmark)) STORED,
    PRIMARY KEY (session_id, number),
    FOREIGN KEY (session_id, merged_into) REFERENCES proposal DEFERRABLE INITIALLY DEFERRED,
    CHECK ((merged_into IS NULL) = (root = number))
);
CREATE INDEX proposal_search ON proposal USING gin (search);
CREATE INDEX proposal_title ON proposal USING gin (title gin_trgm_ops);

CREATE TABLE round (
    session_id  bigint REFERENCES session,
    number      int CHECK (number > 0),
    key         text NOT NULL,
    title       text NOT NULL,
    kind        text NOT NULL,
    choose      int NOT NULL,
    live_totals bool NOT NULL,
    options     int[] NOT NULL CHECK (cardinality(options) > 0),
    stage       text NOT NULL CHECK (stage IN ('open', 'closed', 'revealed')),
    opened_at   timestamptz NOT NULL,
    closed_at   timestamptz,
    PRIMARY KEY (session_id, number),
    CHECK ((stage = 'open') = (closed_at IS NULL))
);
CREATE UNIQUE INDEX round_one_open ON round (session_id) WHERE stage = 'open';

-- support and ballot take thousands of rows a second and have no foreign keys: the statement that
-- fills them joins session, proposal, round and participant anyway, so a key would check it twice.
CREATE TABLE support (
    session_id  bigint,
    proposal    int,
    participant uuid,
    ref         uuid NOT NULL,
    rev         bigint NOT NULL,
    supporting  bool NOT NULL,
    PRIMARY KEY (session_id, proposal, participant)
) WITH (fillfactor = 90);
CREATE INDEX support_participant ON support (session_id, participant);

-- Holds who marked what, so that a voter may change it; a row exists only while its round is open.
CREATE TABLE ballot (
    session_id  bigint,
    round       int,
    participant uuid,
    ref         uuid NOT NULL,
    rev         bigint NOT NULL,
    mark        jsonb NOT NULL,
    blank       bool NOT NULL,
    cast_at     timestamptz NOT NULL,
    PRIMARY KEY (session_id, round, participant)
) WITH (fillfactor = 90);

-- After closing: who handed in a ballot (turnout), and what the ballots say (mark). No voter, time
-- or order in mark, and nothing that ties a row of one to a row of the other.
CREATE TABLE turnout (
    session_id  bigint,
    round       int,
    participant uuid,
    PRIMARY KEY (session_id, round, participant),
    FOREIGN KEY (session_id, round) REFERENCES round
);
CREATE TABLE mark (
    session_id bigint,
    round      int,
    id         uuid DEFAULT gen_random_uuid(),
    mark       jsonb NOT NULL,
    PRIMARY KEY (session_id, round, id),
    FOREIGN KEY (session_id, round) REFERENCES round
);
