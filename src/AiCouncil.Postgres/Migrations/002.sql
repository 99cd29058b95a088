-- Worker nodes on several pools, and one relay of a pool at a time.
ALTER TABLE node ADD COLUMN pool_slots text NOT NULL DEFAULT '';
ALTER TABLE node ADD COLUMN version text NOT NULL DEFAULT '';
CREATE TABLE relay(
  pool text PRIMARY KEY,
  incarnation text NOT NULL,
  lease_until bigint NOT NULL
);
