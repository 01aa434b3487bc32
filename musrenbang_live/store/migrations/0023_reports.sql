-- Photos, redrawn: pixels only. shown: everybody may see it; the part that keeps its id says so.
CREATE TABLE photo (
    id       uuid PRIMARY KEY,
    jpeg     bytea NOT NULL,
    thumb    bytea NOT NULL,
    width    int NOT NULL CHECK (width > 0),
    height   int NOT NULL CHECK (height > 0),
    shown    bool NOT NULL DEFAULT false,
    added_at timestamptz NOT NULL
);
ALTER TABLE photo ALTER jpeg SET STORAGE EXTERNAL, ALTER thumb SET STORAGE EXTERNAL;

-- The last serial number of each year; its row is the gate of numbering.
CREATE TABLE report_year (
    year int PRIMARY KEY,
    last int NOT NULL CHECK (last BETWEEN 1 AND 99999)
);

-- A report of a resident. title and text are what the public may read, own_* what was sent.
-- approved_at: since when it is public; NULL hides it, and it is NULL to begin with.
CREATE TABLE report (
    id           bigint GENERATED ALWAYS AS IDENTITY PRIMARY KEY,
    ref          uuid NOT NULL CONSTRAINT report_ref UNIQUE,
    number       text NOT NULL UNIQUE,
    key_hash     bytea NOT NULL CHECK (octet_length(key_hash) = 32),
    device       bytea NOT NULL,
    kind         text NOT NULL CHECK (kind IN ('aspirasi', 'keluhan')),
    title        text NOT NULL,
    text         text NOT NULL,
    own_title    text NOT NULL,
    own_text     text NOT NULL,
    sector       text NOT NULL,
    ward_code    text NOT NULL,
    neighborhood text NOT NULL,
    landmark     text NOT NULL,
    lat          numeric(6, 4),
    lng          numeric(7, 4),
    state        text NOT NULL CHECK (state IN ('diterima', 'diperiksa', 'diteruskan', 'dikerjakan',
                     'selesai', 'ditolak', 'digabung')),
    office_id    bigint REFERENCES office,
    merged_into  bigint REFERENCES report,
    received_at  timestamptz NOT NULL,
    state_at     timestamptz NOT NULL,
    due_at       timestamptz,
    approved_at  timestamptz,
    withdrawn_at timestamptz,
    example      bool NOT NULL DEFAULT false,
    search       tsvector GENERATED ALWAYS AS (
        to_tsvector('indonesian'::regconfig, title || ' ' || text)) STORED,
    CHECK ((lat IS NULL) = (lng IS NULL)),
    CHECK ((state = 'digabung') = (merged_into IS NOT NULL)),
    CHECK (merged_into <> id)
);
CREATE INDEX report_search ON report USING gin (search) WHERE approved_at IS NOT NULL;
CREATE INDEX report_title ON report USING gin (title gin_trgm_ops);
CREATE INDEX report_approved ON report (approved_at DESC) WHERE approved_at IS NOT NULL;
CREATE INDEX report_due ON report (due_at) WHERE due_at IS NOT NULL;
CREATE INDEX report_new ON report (id) WHERE state = 'diterima';
CREATE INDEX report_received ON report (received_at);
CREATE INDEX report_merged ON report (merged_into) WHERE merged_into IS NOT NULL;

-- How to reach the reporter: apart, read by officers only, erased some days after the end.
CREATE TABLE report_contact (
    report_id bigint PRIMARY KEY REFERENCES report,
    contact   text NOT NULL CHECK (contact <> '')
);

-- What happened to a report, in order; never changed but for the mark that a later step undid it.
-- before: what an undoing puts back.
CREATE TABLE report_step (
    id        bigint GENERATED ALWAYS AS IDENTITY PRIMARY KEY,
    report_id bigint NOT NULL REFERENCES report,
    at        timestamptz NOT NULL,
    act       text NOT NULL,
    state     text NOT NULL,
    office_id bigint REFERENCES office,
    person_id bigint REFERENCES person,
    words     text NOT NULL,
    before    jsonb NOT NULL,
    undone_by bigint REFERENCES report_step
);
CREATE INDEX report_step_report ON report_step (report_id, id);

CREATE TABLE report_photo (
    report_id bigint REFERENCES report,
    place     int CHECK (place > 0),
    photo_id  uuid NOT NULL REFERENCES photo,
    PRIMARY KEY (report_id, place)
);

-- Who has the same trouble: device is a hash that is another one for each report.
CREATE TABLE report_support (
    report_id bigint REFERENCES report,
    device    bytea,
    PRIMARY KEY (report_id, device)
);

-- Where an aspiration was carried: into the main points of a member of the council, or into a
-- meeting, where it is the proposal `proposal`.
CREATE TABLE report_carry (
    id        bigint GENERATED ALWAYS AS IDENTITY PRIMARY KEY,
    report_id bigint NOT NULL REFERENCES report,
    step_id   bigint NOT NULL REFERENCES report_step,
    kind      text NOT NULL CHECK (kind IN ('pokir', 'musrenbang')),
    office_id bigint REFERENCES office,
    year      int NOT NULL,
    code      text NOT NULL DEFAULT '',
    proposal  int NOT NULL DEFAULT 0,
    at        timestamptz NOT NULL,
    undone    bool NOT NULL DEFAULT false,
    CHECK ((kind = 'pokir') = (office_id IS NOT NULL)),
    CHECK ((kind = 'musrenbang') = (code <> '' AND proposal > 0))
);
CREATE UNIQUE INDEX report_carry_pokir ON report_carry (report_id, office_id, year)
    WHERE kind = 'pokir' AND NOT undone;
CREATE UNIQUE INDEX report_carry_meeting ON report_carry (report_id, code) WHERE kind = 'musrenbang';

CREATE VIEW report_row AS
    SELECT report.id, number, report.kind, title, text, own_title, own_text, sector, ward_code,
        neighborhood, landmark, lat::float8 AS lat, lng::float8 AS lng, state,
        coalesce(office_id, 0) AS office_id, coalesce(office.name, '') AS office,
        coalesce((SELECT target.number FROM report AS target WHERE target.id = report.merged_into),
            '') AS merged_into,
        ms(received_at) AS received_at, ms(state_at) AS state_at, ms(due_at) AS due_at,
        ms(approved_at) AS approved_at, ms(withdrawn_at) AS withdrawn_at, example,
        (SELECT count(*) FROM report_support WHERE report_id = report.id
            OR report_id IN (SELECT id FROM report AS part WHERE part.merged_into = report.id))
        + (SELECT count(*) FROM report AS part WHERE part.merged_into = report.id) AS supports
    FROM report LEFT JOIN office ON office.id = office_id;
