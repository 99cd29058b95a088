-- Which server wants a request's news, and which incarnation of a node has to go because an older one lives.
CREATE TABLE listener(
  request BLOB NOT NULL,
  server TEXT NOT NULL,
  until INTEGER NOT NULL,
  PRIMARY KEY(request, server)
) WITHOUT ROWID;
ALTER TABLE node ADD COLUMN contested INTEGER NOT NULL DEFAULT 0;
