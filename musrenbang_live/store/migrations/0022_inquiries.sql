-- Questions and feedback to the council at any time (tanya), asked without a login. ref: made by
-- the phone, so that sending twice asks once. link_hash: of the secret link by which the asker
-- follows it; device: hash of the random cookie of the asker's device. Both go by themselves.
-- merged_into: the one it is part of, root: the last one on that way; both NULL when it stands by
-- itself. office_id: to whom it was passed on.
CREATE TABLE inquiry (
    id           bigint GENERATED ALWAYS AS IDENTITY PRIMARY KEY,
    ref          uuid NOT NULL UNIQUE,
    link_hash    bytea UNIQUE,
    device       bytea,
    kind         text NOT NULL CHECK (kind IN ('pertanyaan', 'masukan')),
    title        text NOT NULL CHECK (title <> ''),
    text         text NOT NULL,
    name         text NOT NULL,
    example      bool NOT NULL DEFAULT false,
    state        text NOT NULL DEFAULT 'menunggu' CHECK (state IN
                 ('menunggu', 'tayang', 'diteruskan', 'dijawab', 'ditolak', 'ditutup')),
    rev          int NOT NULL DEFAULT 1 CHECK (rev > 0),
    office_id    bigint REFERENCES office,
    merged_into  bigint REFERENCES inquiry,
    root         bigint REFERENCES inquiry,
    reason       text NOT NULL DEFAULT '',
    answer       text NOT NULL DEFAULT '',
    answered_by  text NOT NULL DEFAULT '',
    asked_at     timestamptz NOT NULL,
    approved_at  timestamptz,
    routed_at    timestamptz,
    answered_at  timestamptz,
    corrected_at timestamptz,
    search       tsvector GENERATED ALWAYS AS (
        to_tsvector('indonesian'::regconfig, title || ' ' || text || ' ' || answer)) STORED,
    CHECK ((merged_into IS NULL) = (root IS NULL)),
    CHECK (merged_into <> id),
    CHECK (state NOT IN ('tayang', 'diteruskan', 'dijawab', 'ditutup') OR approved_at IS NOT NULL),
    CHECK (state <> 'diteruskan' OR office_id IS NOT NULL),
    CHECK (state <> 'dijawab' OR (answer <> '' AND answered_at IS NOT NULL))
);
CREATE INDEX inquiry_search ON inquiry USING gin (search);
CREATE INDEX inquiry_title ON inquiry USING gin (title gin_trgm_ops);
CREATE INDEX inquiry_root ON inquiry (root) WHERE root IS NOT NULL;
CREATE INDEX inquiry_waiting ON inquiry (device) WHERE state = 'menunggu';

-- Who wants to know it too: one for each device, the asker's too. It stays with the inquiry it was
-- given to, and counts for the one that this is part of: undoing a merger undoes nothing else.
CREATE TABLE inquiry_support (
    inquiry_id bigint REFERENCES inquiry,
    device     bytea CHECK (octet_length(device) = 32),
    at         timestamptz NOT NULL,
    PRIMARY KEY (inquiry_id, device)
);

-- What was done with an inquiry, one line an act; lines are added and never changed. to_office: to
-- whom it was passed on; into: with what it was merged; office_id, person_id: who did it.
CREATE TABLE inquiry_event (
    id          bigint GENERATED ALWAYS AS IDENTITY PRIMARY KEY,
    inquiry_id  bigint NOT NULL REFERENCES inquiry,
    at          timestamptz NOT NULL,
    act         text NOT NULL CHECK (act IN
                ('terbitkan', 'teruskan', 'jawab', 'tolak', 'tutup', 'gabung', 'pisah')),
    office_id   bigint NOT NULL REFERENCES office,
    person_id   bigint NOT NULL REFERENCES person,
    to_office   bigint REFERENCES office,
    into_id     bigint REFERENCES inquiry,
    reason      text NOT NULL,
    answer      text NOT NULL,
    answered_by text NOT NULL
);
CREATE INDEX inquiry_event_inquiry ON inquiry_event (inquiry_id, id);

-- An inquiry as it is read, with the shelf of the desk on which it lies (store.inquiry_desk.Shelf).
CREATE VIEW inquiry_row AS
    SELECT inquiry.id, inquiry.kind, title, text, inquiry.name, example, state, rev,
        coalesce(office_id, 0) AS office_id, coalesce(office.name, '') AS office,
        coalesce(merged_into, 0) AS merged_into, coalesce(root, 0) AS root, reason, answer,
        answered_by, ms(asked_at) AS asked_at, ms(approved_at) AS approved_at,
        ms(routed_at) AS routed_at, ms(answered_at) AS answered_at,
        ms(corrected_at) AS corrected_at,
        (SELECT count(DISTINCT support.device) FROM inquiry_support AS support
            JOIN inquiry AS part ON part.id = support.inquiry_id
            WHERE part.id = inquiry.id OR part.root = inquiry.id) AS supports,
        CASE WHEN merged_into IS NOT NULL OR state IN ('ditolak', 'ditutup') THEN 'lain'
            WHEN state = 'tayang' THEN 'teruskan' WHEN state = 'diteruskan' THEN 'kantor'
            ELSE state END AS shelf,
        search, link_hash
    FROM inquiry LEFT JOIN office ON office.id = office_id;
