-- Times are microseconds since 1970. Owner '' means: any process may work on it.
CREATE TABLE request(
  id uuid PRIMARY KEY,
  tenant text NOT NULL,
  state smallint NOT NULL,
  version bigint NOT NULL,
  sequence bigint NOT NULL,
  created_at bigint NOT NULL,
  updated_at bigint NOT NULL,
  deadline bigint NOT NULL,
  next_timer bigint,
  owner text NOT NULL,
  spec text NOT NULL,
  progress text NOT NULL,
  final text
);
CREATE INDEX request_timer ON request(owner, next_timer) WHERE next_timer IS NOT NULL;
CREATE INDEX request_open ON request(id) WHERE state < 2;
CREATE INDEX request_ended ON request(updated_at) WHERE state >= 2;

CREATE TABLE subtask(
  request uuid NOT NULL,
  ord int NOT NULL,
  state smallint NOT NULL,
  body text NOT NULL,
  PRIMARY KEY(request, ord)
);

CREATE TABLE model_call(
  request uuid NOT NULL,
  n int NOT NULL,
  owner text NOT NULL,
  subtask text NOT NULL,
  role smallint NOT NULL,
  replica int NOT NULL,
  model text NOT NULL,
  pool text NOT NULL,
  state smallint NOT NULL,
  fence bigint NOT NULL,
  prompt_hash text NOT NULL,
  attempts int NOT NULL,
  input_tokens int NOT NULL,
  max_output int NOT NULL,
  upper bigint,
  retry_unusable boolean NOT NULL,
  stream boolean NOT NULL,
  simulated boolean NOT NULL,
  order_key double precision NOT NULL,
  not_before bigint,
  published_at bigint,
  claimed_by text,
  claim_token uuid,
  sent_at bigint,
  finished_at bigint,
  losses int NOT NULL DEFAULT 0,
  holder_gone boolean NOT NULL DEFAULT false,
  error text,
  error_detail text,
  result_hash text,
  finish_reason text,
  deployment text,
  attempts_used int NOT NULL DEFAULT 0,
  used_input bigint NOT NULL DEFAULT 0,
  used_output bigint NOT NULL DEFAULT 0,
  cost bigint DEFAULT 0,
  logged_state smallint NOT NULL DEFAULT 0,
  logged_fence bigint NOT NULL DEFAULT 0,
  PRIMARY KEY(request, n),
  UNIQUE(request, subtask, role, replica)
);
-- owner is the request's, repeated so that what a process polls is an index scan over its own work alone.
CREATE INDEX call_ready ON model_call(owner, pool, order_key) WHERE state = 0 AND published_at IS NULL;
CREATE INDEX call_deferred ON model_call(owner, pool, not_before) WHERE state = 0 AND published_at IS NULL AND not_before IS NOT NULL;
CREATE INDEX call_published ON model_call(owner, pool, published_at) WHERE state = 0 AND published_at IS NOT NULL;
CREATE INDEX call_in_flight ON model_call(owner, pool) WHERE state = 1;
CREATE INDEX call_held ON model_call(claimed_by) WHERE state = 1;
CREATE INDEX call_unproven ON model_call(owner) WHERE state = 4 AND NOT holder_gone;

CREATE TABLE attempt(
  request uuid NOT NULL,
  n int NOT NULL,
  fence bigint NOT NULL,
  number int NOT NULL,
  deployment text NOT NULL,
  why text NOT NULL,
  incarnation text NOT NULL,
  started_at bigint NOT NULL,
  ended_at bigint,
  result smallint NOT NULL,
  detail text,
  used_input bigint NOT NULL DEFAULT 0,
  used_output bigint NOT NULL DEFAULT 0,
  cost bigint DEFAULT 0,
  PRIMARY KEY(request, n, fence, number)
);
CREATE INDEX attempt_open ON attempt(incarnation) WHERE result = 0;

CREATE TABLE wake(
  id bigint GENERATED ALWAYS AS IDENTITY PRIMARY KEY,
  request uuid NOT NULL,
  n int NOT NULL,
  at bigint NOT NULL
);
CREATE INDEX wake_request ON wake(request);
CREATE INDEX wake_at ON wake(at);

CREATE TABLE event(
  request uuid NOT NULL,
  seq bigint NOT NULL,
  type text NOT NULL,
  at bigint NOT NULL,
  data text NOT NULL,
  PRIMARY KEY(request, seq)
);

CREATE TABLE payload(
  request uuid NOT NULL,
  hash text NOT NULL,
  text text NOT NULL,
  PRIMARY KEY(request, hash)
);

CREATE TABLE idempotency(
  tenant text NOT NULL,
  key text NOT NULL,
  request uuid NOT NULL,
  body_hash text NOT NULL,
  created_at bigint NOT NULL,
  PRIMARY KEY(tenant, key)
);
CREATE INDEX idempotency_age ON idempotency(created_at);

CREATE TABLE node(
  incarnation text PRIMARY KEY,
  id text NOT NULL,
  role text NOT NULL,
  state text NOT NULL,
  pools text NOT NULL,
  slots int NOT NULL,
  registered_at bigint NOT NULL,
  last_seen bigint NOT NULL,
  lease_until bigint NOT NULL
);
CREATE INDEX node_id ON node(id, registered_at);
