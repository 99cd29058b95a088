CREATE TABLE request(
  id BLOB PRIMARY KEY,
  tenant TEXT NOT NULL,
  state INTEGER NOT NULL,
  version INTEGER NOT NULL,
  sequence INTEGER NOT NULL,
  created_at INTEGER NOT NULL,
  updated_at INTEGER NOT NULL,
  deadline INTEGER NOT NULL,
  next_timer INTEGER,
  owner TEXT,
  spec TEXT NOT NULL,
  progress TEXT NOT NULL,
  final TEXT
);
CREATE INDEX request_timer ON request(owner, next_timer) WHERE next_timer IS NOT NULL;
CREATE INDEX request_open ON request(owner) WHERE state < 2;
CREATE INDEX request_ended ON request(updated_at) WHERE state >= 2;

CREATE TABLE subtask(
  request BLOB NOT NULL,
  ord INTEGER NOT NULL,
  state INTEGER NOT NULL,
  body TEXT NOT NULL,
  PRIMARY KEY(request, ord)
) WITHOUT ROWID;

CREATE TABLE model_call(
  request BLOB NOT NULL,
  n INTEGER NOT NULL,
  owner TEXT,
  subtask TEXT NOT NULL,
  role INTEGER NOT NULL,
  replica INTEGER NOT NULL,
  model TEXT NOT NULL,
  pool TEXT NOT NULL,
  state INTEGER NOT NULL,
  fence INTEGER NOT NULL,
  prompt_hash TEXT NOT NULL,
  attempts INTEGER NOT NULL,
  input_tokens INTEGER NOT NULL,
  max_output INTEGER NOT NULL,
  upper INTEGER,
  retry_unusable INTEGER NOT NULL,
  stream INTEGER NOT NULL,
  simulated INTEGER NOT NULL,
  order_key REAL NOT NULL,
  not_before INTEGER,
  published_at INTEGER,
  claimed_by TEXT,
  claim_token BLOB,
  sent_at INTEGER,
  finished_at INTEGER,
  losses INTEGER NOT NULL DEFAULT 0,
  holder_gone INTEGER NOT NULL DEFAULT 0,
  error TEXT,
  error_detail TEXT,
  result_hash TEXT,
  finish_reason TEXT,
  deployment TEXT,
  attempts_used INTEGER NOT NULL DEFAULT 0,
  used_input INTEGER NOT NULL DEFAULT 0,
  used_output INTEGER NOT NULL DEFAULT 0,
  cost INTEGER DEFAULT 0,
  logged_state INTEGER NOT NULL DEFAULT 0,
  logged_fence INTEGER NOT NULL DEFAULT 0,
  PRIMARY KEY(request, n),
  UNIQUE(request, subtask, role, replica)
) WITHOUT ROWID;
-- owner is the request's, repeated so that what a process polls is an index scan over its own work alone.
CREATE INDEX call_ready ON model_call(owner, pool, order_key) WHERE state = 0 AND published_at IS NULL;
CREATE INDEX call_deferred ON model_call(owner, pool, not_before) WHERE state = 0 AND published_at IS NULL AND not_before IS NOT NULL;
CREATE INDEX call_published ON model_call(owner, pool, published_at) WHERE state = 0 AND published_at IS NOT NULL;
CREATE INDEX call_in_flight ON model_call(owner, pool) WHERE state = 1;
CREATE INDEX call_held ON model_call(claimed_by) WHERE state = 1;
CREATE INDEX call_unproven ON model_call(owner) WHERE state = 4 AND holder_gone = 0;

CREATE TABLE attempt(
  request BLOB NOT NULL,
  n INTEGER NOT NULL,
  fence INTEGER NOT NULL,
  number INTEGER NOT NULL,
  deployment TEXT NOT NULL,
  why TEXT NOT NULL,
  incarnation TEXT NOT NULL,
  started_at INTEGER NOT NULL,
  ended_at INTEGER,
  result INTEGER NOT NULL,
  detail TEXT,
  used_input INTEGER NOT NULL DEFAULT 0,
  used_output INTEGER NOT NULL DEFAULT 0,
  cost INTEGER DEFAULT 0,
  PRIMARY KEY(request, n, fence, number)
) WITHOUT ROWID;
CREATE INDEX attempt_open ON attempt(incarnation) WHERE result = 0;

-- An id may come again once its row is gone: only a decision on the same version of its request deletes by id.
CREATE TABLE wake(
  id INTEGER PRIMARY KEY,
  request BLOB NOT NULL,
  n INTEGER NOT NULL,
  at INTEGER NOT NULL
);
CREATE INDEX wake_request ON wake(request);
CREATE INDEX wake_at ON wake(at);

CREATE TABLE event(
  request BLOB NOT NULL,
  seq INTEGER NOT NULL,
  type TEXT NOT NULL,
  at INTEGER NOT NULL,
  data TEXT NOT NULL,
  PRIMARY KEY(request, seq)
) WITHOUT ROWID;

CREATE TABLE payload(
  request BLOB NOT NULL,
  hash TEXT NOT NULL,
  text TEXT NOT NULL,
  PRIMARY KEY(request, hash)
);

CREATE TABLE idempotency(
  tenant TEXT NOT NULL,
  key TEXT NOT NULL,
  request BLOB NOT NULL,
  body_hash TEXT NOT NULL,
  created_at INTEGER NOT NULL,
  PRIMARY KEY(tenant, key)
) WITHOUT ROWID;

CREATE TABLE node(
  incarnation TEXT PRIMARY KEY,
  id TEXT NOT NULL,
  role TEXT NOT NULL,
  state TEXT NOT NULL,
  pools TEXT NOT NULL,
  slots INTEGER NOT NULL,
  registered_at INTEGER NOT NULL,
  last_seen INTEGER NOT NULL,
  lease_until INTEGER NOT NULL
) WITHOUT ROWID;
CREATE INDEX node_id ON node(id, registered_at);
