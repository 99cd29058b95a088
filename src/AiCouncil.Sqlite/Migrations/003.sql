-- Fewer pages a write: the log holds each page that a transaction touched whole.
DROP INDEX request_timer;
DROP INDEX request_open;
CREATE INDEX request_open ON request(owner, next_timer) WHERE state < 2;

DROP INDEX call_in_flight;
DROP INDEX call_held;
CREATE INDEX call_in_flight ON model_call(owner, pool, model, claimed_by) WHERE state = 1;

-- Rows of this table live for a moment: it is small, and looking through it costs less than an index of its times.
-- An id may come again once its row is gone: only a decision on the same version of its request deletes by id.
ALTER TABLE wake RENAME TO wake_before;
CREATE TABLE wake(
  request BLOB NOT NULL,
  id INTEGER NOT NULL,
  n INTEGER NOT NULL,
  at INTEGER NOT NULL,
  PRIMARY KEY(request, id)
) WITHOUT ROWID;
INSERT INTO wake(request, id, n, at) SELECT request, id, n, at FROM wake_before;
DROP TABLE wake_before;
