-- Kamus usulan: what can be proposed for a year, with unit, price ceiling and agency. Every import
-- is a version of its own, kept so that it can be restored; chosen_at is NULL until somebody has
-- looked at the preview and confirmed it. Of a year one version is in use at most.
CREATE TABLE catalog (
    id          bigint GENERATED ALWAYS AS IDENTITY PRIMARY KEY,
    year        int NOT NULL,
    file        text NOT NULL,
    imported_by bigint NOT NULL REFERENCES person,
    imported_at timestamptz NOT NULL,
    chosen_at   timestamptz,
    in_use      boolean NOT NULL DEFAULT false,
    items       int NOT NULL CHECK (items >= 0),
    report      jsonb NOT NULL,
    CHECK (NOT in_use OR chosen_at IS NOT NULL)
);
CREATE UNIQUE INDEX catalog_in_use ON catalog (year) WHERE in_use;

CREATE TABLE catalog_item (
    catalog_id bigint REFERENCES catalog ON DELETE CASCADE,
    position   int,
    code       text NOT NULL CHECK (code <> ''),
    name       text NOT NULL CHECK (name <> ''),
    unit       text NOT NULL,
    price      bigint CHECK (price > 0),
    agency     text NOT NULL,
    sector     text NOT NULL,
    PRIMARY KEY (catalog_id, position),
    UNIQUE (catalog_id, code)
);

CREATE VIEW catalog_row AS
    SELECT catalog.id, year, file, imported_by, person.name AS by,
        ms(imported_at) AS imported_at, ms(chosen_at) AS chosen_at, in_use, items, report
    FROM catalog JOIN person ON person.id = imported_by;
-- Of each year the items of the version in use.
CREATE VIEW catalog_shelf AS
    SELECT year, position, code, name, unit, price, agency, sector
    FROM catalog_item JOIN catalog ON catalog.id = catalog_id AND in_use;
