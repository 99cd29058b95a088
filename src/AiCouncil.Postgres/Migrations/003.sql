-- Which server wants a request's news, and which incarnation of a node has to go because an older one lives.
CREATE TABLE listener(
  request uuid NOT NULL,
  server text NOT NULL,
  until bigint NOT NULL,
  PRIMARY KEY(request, server)
);
ALTER TABLE node ADD COLUMN contested boolean NOT NULL DEFAULT false;
