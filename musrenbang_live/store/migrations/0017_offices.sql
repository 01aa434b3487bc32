-- Offices that act outside meetings: they move the statuses that are theirs, and answer residents.
CREATE TABLE office (
    id       bigint GENERATED ALWAYS AS IDENTITY PRIMARY KEY,
    kind     text NOT NULL
             CHECK (kind IN ('kecamatan', 'opd', 'bapperida', 'setwan', 'komisi', 'dewan')),
    name     text NOT NULL CHECK (name <> ''),
    district text NOT NULL DEFAULT '',
    dapil    text NOT NULL DEFAULT '',
    added_at timestamptz NOT NULL,
    CHECK ((kind = 'kecamatan') = (district <> ''))
);
CREATE UNIQUE INDEX office_name ON office (lower(name));

-- An officer is somebody with a login for one office.
ALTER TABLE person
    DROP CONSTRAINT person_role_check,
    ADD CONSTRAINT person_role_check CHECK (role IN ('admin', 'facilitator', 'officer')),
    ADD COLUMN office_id bigint REFERENCES office,
    ADD CONSTRAINT person_office CHECK ((role = 'officer') = (office_id IS NOT NULL));
ALTER TABLE invitation
    DROP CONSTRAINT invitation_role_check,
    ADD CONSTRAINT invitation_role_check CHECK (role IN ('admin', 'facilitator', 'officer')),
    ADD COLUMN office_id bigint REFERENCES office,
    ADD CONSTRAINT invitation_office
        CHECK ((role = 'officer' AND purpose = 'person') = (office_id IS NOT NULL));

CREATE OR REPLACE VIEW person_row AS
    SELECT id, username, name, password_hash, role, ms(created_at) AS created_at,
        ms(disabled_at) AS disabled_at, office_id
    FROM person;
