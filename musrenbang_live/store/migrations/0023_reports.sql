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
