-- Worker nodes on several pools, and one relay of a pool at a time.
ALTER TABLE node ADD COLUMN pool_slots TEXT NOT NULL DEFAULT '';
ALTER TABLE node ADD COLUMN version TEXT NOT NULL DEFAULT '';
CREATE TABLE relay(
  pool TEXT PRIMARY KEY,
  incarnation TEXT NOT NULL,
  lease_until INTEGER NOT NULL
) WITHOUT ROWID;
