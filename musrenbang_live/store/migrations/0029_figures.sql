-- Figures of the shelf, counted as it changes: a city's years are then a few thousand rows, and not a
-- million. What a figure needs to know of a proposal beside its own row is kept on the row, too.
ALTER TABLE shelf ADD COLUMN reached text NOT NULL DEFAULT '';  -- the highest tier above it, or ''
ALTER TABLE shelf ADD COLUMN why text NOT NULL DEFAULT '';      -- the reason for where it stands now

WITH RECURSIVE way AS (
    SELECT code AS from_code, number AS from_number, code, number, 0 AS step FROM shelf
    WHERE next_code <> '' OR reason_code <> '' OR told <> ''
    UNION ALL
    SELECT from_code, from_number, next_code, next_number, step + 1
    FROM way JOIN shelf USING (code, number)
    WHERE next_code <> '' AND step < 12
), ended AS (
    SELECT DISTINCT ON (from_code, from_number) from_code, from_number, code, number, tier, decided,
        told, told_at, published_at, reason_code
    FROM way JOIN shelf USING (code, number) ORDER BY from_code, from_number, step DESC
)
UPDATE shelf SET
    reached = CASE WHEN shelf.merged_into > 0 OR ended.tier = shelf.tier THEN ''
              ELSE ended.tier END,
    why = CASE WHEN ended.told <> '' AND (ended.decided = '' OR ended.told_at >= ended.published_at)
          THEN coalesce((SELECT follow_up.reason_code FROM follow_up
              WHERE (follow_up.code, follow_up.number) = (ended.code, ended.number)
                  AND undone_at IS NULL ORDER BY id DESC LIMIT 1), '')
          ELSE ended.reason_code END
FROM ended WHERE shelf.code = from_code AND shelf.number = from_number;

-- So many proposals (`count`) that are alike in all that is said before. A change adds rows and waits
-- for nobody; several rows may say the same, and some are negative: what counts is their sum
-- (`store.shelf_counts` gathers them).
CREATE TABLE shelf_count (
    year        int NOT NULL,
    ward_code   text NOT NULL,
    ward        text NOT NULL,
    district    text NOT NULL,
    tier        text NOT NULL,
    sector      text NOT NULL,
    sector_name text NOT NULL,
    state       text NOT NULL,
    why         text NOT NULL,
    reached     text NOT NULL,
    agreed      bool NOT NULL,  -- by its own meeting
    listed      bool NOT NULL,  -- it has a place on the list of what was agreed
    merged      bool NOT NULL,  -- into another of its own meeting
    first       bool NOT NULL,  -- of its life
    example     bool NOT NULL,
    count       bigint NOT NULL,
    supports    bigint NOT NULL,
    cost        bigint NOT NULL,
    uncosted    bigint NOT NULL,
    loose       bool NOT NULL DEFAULT true  -- not gathered yet
);
CREATE INDEX shelf_count_ward ON shelf_count (ward_code, year);
CREATE INDEX shelf_count_year ON shelf_count (year, sector);
CREATE INDEX shelf_count_loose ON shelf_count (year, ward_code) WHERE loose;

-- A proposal as it is counted; as many rows as on the shelf.
CREATE VIEW shelf_counted AS
    SELECT year, ward_code, ward, district, tier, sector, sector_name, state, why, reached,
        decided = 'disepakati' AS agreed, rank > 0 AS listed, merged_into > 0 AS merged,
        (code, number) = (root_code, root_number) AS first, example, supports,
        coalesce(cost, 0) AS cost, (cost IS NULL)::int AS uncosted
    FROM shelf;

CREATE FUNCTION shelf_counts_kept() RETURNS trigger LANGUAGE plpgsql AS $$
DECLARE
    own constant text := 'year, ward_code, ward, district, tier, sector, sector_name, state, why,
        reached, decided, rank, merged_into, code, number, root_code, root_number, example, supports, cost';
BEGIN
    EXECUTE format(
        $sql$
        INSERT INTO shelf_count
        SELECT year, ward_code, ward, district, tier, sector, sector_name, state, why, reached,
            decided = 'disepakati', rank > 0, merged_into > 0,
            (code, number) = (root_code, root_number), example, sum(n), sum(n * supports),
            coalesce(sum(n * cost), 0), coalesce(sum(n) FILTER (WHERE cost IS NULL), 0)
        FROM (%s) AS line
        GROUP BY 1, 2, 3, 4, 5, 6, 7, 8, 9, 10, 11, 12, 13, 14, 15
        HAVING (sum(n), sum(n * supports), coalesce(sum(n * cost), 0),
            coalesce(sum(n) FILTER (WHERE cost IS NULL), 0)) <> (0, 0, 0, 0)
        $sql$,
        CASE TG_OP
            WHEN 'INSERT' THEN format('SELECT 1 AS n, %s FROM fresh', own)
            WHEN 'DELETE' THEN format('SELECT -1 AS n, %s FROM gone', own)
            ELSE format('SELECT 1 AS n, %s FROM fresh UNION ALL SELECT -1, %s FROM gone', own, own)
        END);
    RETURN NULL;
END
$$;
CREATE TRIGGER shelf_counts_added AFTER INSERT ON shelf
    REFERENCING NEW TABLE AS fresh FOR EACH STATEMENT EXECUTE FUNCTION shelf_counts_kept();
CREATE TRIGGER shelf_counts_gone AFTER DELETE ON shelf
    REFERENCING OLD TABLE AS gone FOR EACH STATEMENT EXECUTE FUNCTION shelf_counts_kept();
CREATE TRIGGER shelf_counts_changed AFTER UPDATE ON shelf
    REFERENCING OLD TABLE AS gone NEW TABLE AS fresh
    FOR EACH STATEMENT EXECUTE FUNCTION shelf_counts_kept();

-- Counts the whole shelf anew.
CREATE FUNCTION count_shelf() RETURNS void LANGUAGE sql AS $$
    DELETE FROM shelf_count;
    INSERT INTO shelf_count
    SELECT year, ward_code, ward, district, tier, sector, sector_name, state, why, reached, agreed,
        listed, merged, first, example, count(*), sum(supports), sum(cost), sum(uncosted), false
    FROM shelf_counted GROUP BY 1, 2, 3, 4, 5, 6, 7, 8, 9, 10, 11, 12, 13, 14, 15;
$$;
SELECT count_shelf();

-- The meetings of a place, or of a year.
CREATE INDEX session_of_ward ON session (ward_code, year) WHERE stage = 'published' AND NOT practice;
CREATE INDEX session_of_year ON session (year) WHERE stage = 'published' AND NOT practice;
