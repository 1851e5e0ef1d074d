-- The tables as the last release without steps made them, and some rows.
CREATE TABLE counters (
	name VARCHAR(16) NOT NULL,
	value BIGINT NOT NULL,
	PRIMARY KEY (name)
);
CREATE TABLE failures (
	step VARCHAR(32) NOT NULL,
	error VARCHAR(64) NOT NULL,
	count BIGINT NOT NULL,
	PRIMARY KEY (step, error)
);
CREATE TABLE gas (
	day INTEGER NOT NULL,
	kind VARCHAR(16) NOT NULL,
	account VARCHAR(42) NOT NULL,
	gas BIGINT NOT NULL,
	PRIMARY KEY (day, kind, account)
);
CREATE TABLE grants (
	hash BYTEA NOT NULL,
	owner VARCHAR(42) NOT NULL,
	key VARCHAR(42) NOT NULL,
	pay_to VARCHAR(42) NOT NULL,
	licences JSON NOT NULL,
	origin TEXT NOT NULL,
	max_per_epoch BIGINT NOT NULL,
	expiry BIGINT NOT NULL,
	nonce BYTEA NOT NULL,
	signature BYTEA NOT NULL,
	PRIMARY KEY (hash)
);
CREATE INDEX ix_grants_key ON grants (key);
CREATE INDEX ix_grants_owner ON grants (owner);
CREATE INDEX ix_grants_pay_to ON grants (pay_to);
CREATE TABLE outcomes (
	hash BYTEA NOT NULL,
	epoch INTEGER NOT NULL,
	position INTEGER NOT NULL,
	score INTEGER NOT NULL,
	reasons JSON NOT NULL,
	credit INTEGER NOT NULL,
	price BYTEA NOT NULL,
	report_digest BYTEA NOT NULL,
	PRIMARY KEY (hash)
);
CREATE INDEX ix_outcomes_epoch ON outcomes (epoch);
CREATE TABLE signatures (
	epoch INTEGER NOT NULL,
	attempt INTEGER NOT NULL,
	seat INTEGER NOT NULL,
	digest BYTEA NOT NULL,
	parent BYTEA NOT NULL,
	root BYTEA NOT NULL,
	files BYTEA NOT NULL,
	sum_credit BYTEA NOT NULL,
	signature BYTEA NOT NULL,
	PRIMARY KEY (epoch, attempt, seat, digest)
);
CREATE TABLE records (
	hash BYTEA NOT NULL,
	seq BIGINT NOT NULL,
	grant_hash BYTEA NOT NULL,
	key VARCHAR(42) NOT NULL,
	owner VARCHAR(42) NOT NULL,
	kind VARCHAR(16) NOT NULL,
	commitment BYTEA NOT NULL,
	licence VARCHAR(16) NOT NULL,
	parent BYTEA NOT NULL,
	nonce BYTEA NOT NULL,
	signature BYTEA NOT NULL,
	salt BYTEA NOT NULL,
	content_key BYTEA NOT NULL,
	link VARCHAR(64) NOT NULL,
	block BYTEA,
	epoch INTEGER NOT NULL,
	last_epoch INTEGER NOT NULL,
	receipt BYTEA NOT NULL,
	PRIMARY KEY (hash),
	UNIQUE (key, nonce),
	UNIQUE (seq),
	FOREIGN KEY(grant_hash) REFERENCES grants (hash)
);
CREATE INDEX ix_records_epoch ON records (epoch);
CREATE INDEX ix_records_grant_hash ON records (grant_hash);
CREATE INDEX ix_records_owner ON records (owner);
CREATE TABLE postings (
	seq BIGINT NOT NULL,
	hash BYTEA NOT NULL,
	last_epoch INTEGER NOT NULL,
	receipt BYTEA NOT NULL,
	PRIMARY KEY (seq),
	FOREIGN KEY(hash) REFERENCES records (hash)
);
CREATE INDEX ix_postings_hash ON postings (hash);
INSERT INTO counters VALUES ('seq', 1), ('pinned', 1), ('relayed', 0);
INSERT INTO grants VALUES ('\x0101010101010101010101010101010101010101010101010101010101010101', '0x1a1A1A1A1a1A1A1a1A1a1a1a1a1a1a1A1A1a1a1a', '0x2b2B2B2b2B2b2B2b2B2b2b2b2B2B2b2b2B2b2B2B',
  '0x1a1A1A1A1a1A1A1a1A1a1a1a1a1a1a1A1A1a1a1a', '["CC0-1.0"]', 'https://page.example', 9, 10000, '\x0000000000000005', '\xaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaa');
INSERT INTO records VALUES ('\x0b0b0b0b0b0b0b0b0b0b0b0b0b0b0b0b0b0b0b0b0b0b0b0b0b0b0b0b0b0b0b0b', 0, '\x0101010101010101010101010101010101010101010101010101010101010101', '0x2b2B2B2b2B2b2B2b2B2b2b2b2B2B2b2b2B2b2B2B',
  '0x1a1A1A1A1a1A1A1a1A1a1a1a1a1a1a1A1A1a1a1a', 'conversation', '\x0c0c0c0c0c0c0c0c0c0c0c0c0c0c0c0c0c0c0c0c0c0c0c0c0c0c0c0c0c0c0c0c', 'CC0-1.0', '\x0000000000000000000000000000000000000000000000000000000000000000', '\x0000000000000007',
  '\xbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbb', '\xdddddddddddddddddddddddddddddddddddddddddddddddddddddddddddddddd', '\xeeeeeeeeeeeeeeeeeeeeeeeeeeeeeeeeeeeeeeeeeeeeeeeeeeeeeeeeeeeeeeee', 'bafk', NULL, 1, 4, '\xcccccccccccccccccccccccccccccccccccccccccccccccccccccccccccccccccccccccccccccccccccccccccccccccccccccccccccccccccccccccccccccccccc');
INSERT INTO outcomes VALUES ('\x0b0b0b0b0b0b0b0b0b0b0b0b0b0b0b0b0b0b0b0b0b0b0b0b0b0b0b0b0b0b0b0b', 1, 0, 120, '["repeats"]', 20, '\x0000000000000000000000000000000000000000000000000000000000000009', '\x0d0d0d0d0d0d0d0d0d0d0d0d0d0d0d0d0d0d0d0d0d0d0d0d0d0d0d0d0d0d0d0d');
