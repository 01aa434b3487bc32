-- The shelf: what the public may find of published meetings. It is made from the log, and can be
-- made anew from it at any time; what offices say afterwards (told_*) is kept.
CREATE TABLE shelf (
    session_id       bigint NOT NULL REFERENCES session,
    code             text,
    number           int,
    forum            text NOT NULL,
    tier             text NOT NULL,
    ward_code        text NOT NULL,
    ward             text NOT NULL,
    district         text NOT NULL,
    city             text NOT NULL,
    year             int NOT NULL,
    plan_year        int NOT NULL,
    example          bool NOT NULL,
    title            text NOT NULL,
    problem          text NOT NULL,
    sector           text NOT NULL,
    sector_name      text NOT NULL,
    neighborhood     text NOT NULL,
    agency           text NOT NULL,
    quantity         double precision,
    unit             text NOT NULL,
    cost             bigint,
    beneficiaries    int,
    beneficiary_unit text NOT NULL,
    supports         int NOT NULL,
    votes            int NOT NULL,
    rank             int NOT NULL,
    decided          text NOT NULL,                   -- by this meeting; empty where merged
    reason_code      text NOT NULL,
    reason           text NOT NULL,
    merged_into      int NOT NULL,
    origin_code      text NOT NULL,                   -- what it continues; '' and 0 for nothing
    origin_number    int NOT NULL,
    from_below       bool NOT NULL,                   -- that is of the tier below
    next_code        text NOT NULL DEFAULT '',        -- where it went on; '' and 0 for nowhere
    next_number      int NOT NULL DEFAULT 0,
    root_code        text NOT NULL,                   -- the first of its life
    root_number      int NOT NULL,
    told             text NOT NULL DEFAULT '',        -- the newest state that an office told of it
    told_at          timestamptz,
    state            text NOT NULL,                   -- where it stands now, all tiers together
    state_at         timestamptz NOT NULL,
    published_at     timestamptz NOT NULL,
    search           tsvector GENERATED ALWAYS AS (
        setweight(to_tsvector('indonesian'::regconfig, title), 'A')
        || setweight(to_tsvector('indonesian'::regconfig, problem), 'B')) STORED,
    PRIMARY KEY (code, number),
    CHECK (told = '' OR told_at IS NOT NULL)
);
CREATE INDEX shelf_session ON shelf (session_id);
CREATE INDEX shelf_origin ON shelf (origin_code, origin_number) WHERE origin_code <> '';
CREATE INDEX shelf_next ON shelf (next_code, next_number) WHERE next_code <> '';
CREATE INDEX shelf_search ON shelf USING gin (search);

CREATE TABLE shelf_question (
    session_id   bigint NOT NULL REFERENCES session,
    code         text,
    number       int,
    ward_code    text NOT NULL,
    ward         text NOT NULL,
    district     text NOT NULL,
    year         int NOT NULL,
    tier         text NOT NULL,
    example      bool NOT NULL,
    text         text NOT NULL,
    answered_by  text NOT NULL,
    answer       text NOT NULL,
    published_at timestamptz NOT NULL,
    search       tsvector GENERATED ALWAYS AS (
        setweight(to_tsvector('indonesian'::regconfig, text), 'A')
        || setweight(to_tsvector('indonesian'::regconfig, answer), 'B')) STORED,
    PRIMARY KEY (code, number)
);
CREATE INDEX shelf_question_session ON shelf_question (session_id);
CREATE INDEX shelf_question_search ON shelf_question USING gin (search);

-- Which meetings are on the shelf, by which edition of the rules.
CREATE TABLE shelved (
    session_id bigint PRIMARY KEY REFERENCES session,
    edition    int NOT NULL,
    at         timestamptz NOT NULL
);

-- A line of the shelf as it is read.
CREATE VIEW shelf_row AS
    SELECT session_id, code, number, forum, tier, ward_code, ward, district, city, year, plan_year,
        example, title, problem, sector, sector_name, neighborhood, agency, quantity, unit, cost,
        beneficiaries, beneficiary_unit, supports, votes, rank, decided, reason_code, reason,
        merged_into, origin_code, origin_number, from_below, next_code, next_number, root_code,
        root_number, state, ms(state_at) AS state_at, ms(published_at) AS published_at
    FROM shelf;
