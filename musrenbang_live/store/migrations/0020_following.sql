-- After the meetings: what offices decided about proposals, one row a decision, and nothing of it is
-- ever changed. A decision that was taken back stays where it is, with who took it back and when.
CREATE TABLE follow_batch (
    id         bigint GENERATED ALWAYS AS IDENTITY PRIMARY KEY,
    office_id  bigint NOT NULL REFERENCES office,
    person_id  bigint NOT NULL REFERENCES person,
    file       text NOT NULL,
    rows       jsonb NOT NULL,  -- what the sheet decides, as the preview showed it
    mistakes   jsonb NOT NULL,  -- what is wrong with its other rows
    silent     int NOT NULL,
    added_at   timestamptz NOT NULL,
    applied_at timestamptz,
    undone_at  timestamptz,
    undone_by  bigint REFERENCES person,
    CHECK (undone_at IS NULL OR applied_at IS NOT NULL)
);
CREATE INDEX follow_batch_office ON follow_batch (office_id, id);

CREATE TABLE follow_up (
    id          bigint GENERATED ALWAYS AS IDENTITY PRIMARY KEY,
    ref         uuid NOT NULL UNIQUE,
    code        text NOT NULL,
    number      int NOT NULL,
    state       text NOT NULL,
    at          timestamptz NOT NULL,
    office_id   bigint NOT NULL REFERENCES office,
    person_id   bigint NOT NULL REFERENCES person,
    reason_code text NOT NULL,
    reason      text NOT NULL,
    cost        bigint CHECK (cost > 0),
    year        int NOT NULL,
    before_id   uuid,  -- a photo of how it was
    photo_id    uuid,  -- a photo of how it is now
    batch_id    bigint REFERENCES follow_batch,
    undone_at   timestamptz,
    undone_by   bigint REFERENCES person,
    CHECK ((undone_at IS NULL) = (undone_by IS NULL))
);
CREATE INDEX follow_up_proposal ON follow_up (code, number, id);
CREATE INDEX follow_up_batch ON follow_up (batch_id);
CREATE INDEX follow_up_at ON follow_up (at);

CREATE FUNCTION follow_up_stays() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
    IF TG_OP = 'DELETE' OR OLD.undone_at IS NOT NULL
        OR (NEW.id, NEW.ref, NEW.code, NEW.number, NEW.state, NEW.at, NEW.office_id, NEW.person_id,
            NEW.reason_code, NEW.cost, NEW.year, NEW.batch_id)
        IS DISTINCT FROM
           (OLD.id, OLD.ref, OLD.code, OLD.number, OLD.state, OLD.at, OLD.office_id, OLD.person_id,
            OLD.reason_code, OLD.cost, OLD.year, OLD.batch_id)
    THEN RAISE EXCEPTION 'a decision stays as it was made';
    END IF;
    RETURN NEW;
END $$;
CREATE TRIGGER follow_up_stays BEFORE UPDATE OR DELETE ON follow_up
    FOR EACH ROW EXECUTE FUNCTION follow_up_stays();

CREATE VIEW follow_up_row AS
    SELECT follow_up.id, code, number, state, ms(at) AS at, office_id, kind AS office_kind,
        office.name AS office, reason_code, reason, cost, year, before_id::text, photo_id::text,
        coalesce(batch_id, 0) AS batch_id, ms(undone_at) AS undone_at
    FROM follow_up JOIN office ON office.id = office_id;

CREATE VIEW follow_batch_row AS
    SELECT follow_batch.id, follow_batch.office_id, person_id, person.name AS by, file, rows,
        mistakes, silent, ms(added_at) AS added_at, ms(applied_at) AS applied_at,
        ms(undone_at) AS undone_at
    FROM follow_batch JOIN person ON person.id = person_id;

-- A proposal where it stands, as an office sees it: the end of its way, the newest decision there,
-- and why it stands there, by that decision or by the meeting.
CREATE VIEW follow_line AS
    SELECT shelf.code, shelf.number, root_code, root_number, title, sector, sector_name,
        neighborhood, ward_code, ward, district, forum, tier, agency, shelf.year, plan_year,
        example, shelf.state, ms(state_at) AS state_at,
        CASE WHEN told_at = state_at THEN newest.reason_code ELSE shelf.reason_code END
            AS reason_code,
        CASE WHEN told_at = state_at THEN newest.reason ELSE shelf.reason END AS reason,
        CASE WHEN told_at = state_at THEN newest.office ELSE '' END AS decided_by,
        shelf.cost AS asked, coalesce(newest.id, 0) AS last_id,
        coalesce((SELECT later.cost FROM follow_up AS later
            WHERE (later.code, later.number) = (shelf.code, shelf.number)
                AND later.cost IS NOT NULL AND later.undone_at IS NULL
            ORDER BY later.id DESC LIMIT 1), shelf.cost) AS cost,
        EXISTS (SELECT FROM office WHERE kind = 'opd' AND lower(office.name) = lower(agency))
            AS agency_here
    FROM shelf LEFT JOIN LATERAL (
        SELECT follow_up.id, reason_code, reason, office.name AS office
        FROM follow_up JOIN office ON office.id = office_id
        WHERE (follow_up.code, follow_up.number) = (shelf.code, shelf.number) AND undone_at IS NULL
        ORDER BY follow_up.id DESC LIMIT 1
    ) AS newest ON true
    WHERE next_code = '';

CREATE INDEX shelf_standing ON shelf (state, state_at) WHERE next_code = '';
CREATE INDEX shelf_agreed ON shelf (year, ward_code, state)
    WHERE tier = 'kelurahan' AND decided = 'disepakati';
CREATE INDEX shelf_banked ON shelf (ward_code, year) WHERE decided <> ''
    AND state IN ('belum_diakomodir', 'ditolak', 'cadangan', 'dikembalikan');
