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
	hash BLOB NOT NULL,
	owner VARCHAR(42) NOT NULL,
	"key" VARCHAR(42) NOT NULL,
	pay_to VARCHAR(42) NOT NULL,
	licences JSON NOT NULL,
	origin TEXT NOT NULL,
	max_per_epoch BIGINT NOT NULL,
	expiry BIGINT NOT NULL,
	nonce BLOB NOT NULL,
	signature BLOB NOT NULL,
	PRIMARY KEY (hash)
);
CREATE INDEX ix_grants_key ON grants ("key");
CREATE INDEX ix_grants_owner ON grants (owner);
CREATE INDEX ix_grants_pay_to ON grants (pay_to);
CREATE TABLE outcomes (
	hash BLOB NOT NULL,
	epoch INTEGER NOT NULL,
	position INTEGER NOT NULL,
	score INTEGER NOT NULL,
	reasons JSON NOT NULL,
	credit INTEGER NOT NULL,
	price BLOB NOT NULL,
	report_digest BLOB NOT NULL,
	PRIMARY KEY (hash)
);
CREATE INDEX ix_outcomes_epoch ON outcomes (epoch);
CREATE TABLE signatures (
	epoch INTEGER NOT NULL,
	attempt INTEGER NOT NULL,
	seat INTEGER NOT NULL,
	digest BLOB NOT NULL,
	parent BLOB NOT NULL,
	root BLOB NOT NULL,
	files BLOB NOT NULL,
	sum_credit BLOB NOT NULL,
	signature BLOB NOT NULL,
	PRIMARY KEY (epoch, attempt, seat, digest)
);
CREATE TABLE records (
	hash BLOB NOT NULL,
	seq BIGINT NOT NULL,
	grant_hash BLOB NOT NULL,
	"key" VARCHAR(42) NOT NULL,
	owner VARCHAR(42) NOT NULL,
	kind VARCHAR(16) NOT NULL,
	commitment BLOB NOT NULL,
	licence VARCHAR(16) NOT NULL,
	parent BLOB NOT NULL,
	nonce BLOB NOT NULL,
	signature BLOB NOT NULL,
	salt BLOB NOT NULL,
	content_key BLOB NOT NULL,
	link VARCHAR(64) NOT NULL,
	block BLOB,
	epoch INTEGER NOT NULL,
	last_epoch INTEGER NOT NULL,
	receipt BLOB NOT NULL,
	PRIMARY KEY (hash),
	UNIQUE ("key", nonce),
	UNIQUE (seq),
	FOREIGN KEY(grant_hash) REFERENCES grants (hash)
);
CREATE INDEX ix_records_epoch ON records (epoch);
CREATE INDEX ix_records_grant_hash ON records (grant_hash);
CREATE INDEX ix_records_owner ON records (owner);
CREATE TABLE postings (
	seq BIGINT NOT NULL,
	hash BLOB NOT NULL,
	last_epoch INTEGER NOT NULL,
	receipt BLOB NOT NULL,
	PRIMARY KEY (seq),
	FOREIGN KEY(hash) REFERENCES records (hash)
);
CREATE INDEX ix_postings_hash ON postings (hash);
INSERT INTO counters VALUES ('seq', 1), ('pinned', 1), ('relayed', 0);
INSERT INTO grants VALUES (X'0101010101010101010101010101010101010101010101010101010101010101', '0x1a1A1A1A1a1A1A1a1A1a1a1a1a1a1a1A1A1a1a1a', '0x2b2B2B2b2B2b2B2b2B2b2b2b2B2B2b2b2B2b2B2B',
  '0x1a1A1A1A1a1A1A1a1A1a1a1a1a1a1a1A1A1a1a1a', '["CC0-1.0"]', 'https://page.example', 9, 10000, X'0000000000000005', X'aaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaa');
INSERT INTO records VALUES (X'0b0b0b0b0b0b0b0b0b0b0b0b0b0b0b0b0b0b0b0b0b0b0b0b0b0b0b0b0b0b0b0b', 0, X'0101010101010101010101010101010101010101010101010101010101010101', '0x2b2B2B2b2B2b2B2b2B2b2b2b2B2B2b2b2B2b2B2B',
  '0x1a1A1A1A1a1A1A1a1A1a1a1a1a1a1a1A1A1a1a1a', 'conversation', X'0c0c0c0c0c0c0c0c0c0c0c0c0c0c0c0c0c0c0c0c0c0c0c0c0c0c0c0c0c0c0c0c', 'CC0-1.0', X'0000000000000000000000000000000000000000000000000000000000000000', X'0000000000000007',
  X'bbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbb', X'dddddddddddddddddddddddddddddddddddddddddddddddddddddddddddddddd', X'eeeeeeeeeeeeeeeeeeeeeeeeeeeeeeeeeeeeeeeeeeeeeeeeeeeeeeeeeeeeeeee', 'bafk', NULL, 1, 4, X'cccccccccccccccccccccccccccccccccccccccccccccccccccccccccccccccccccccccccccccccccccccccccccccccccccccccccccccccccccccccccccccccccc');
INSERT INTO outcomes VALUES (X'0b0b0b0b0b0b0b0b0b0b0b0b0b0b0b0b0b0b0b0b0b0b0b0b0b0b0b0b0b0b0b0b', 1, 0, 120, '["repeats"]', 20, X'0000000000000000000000000000000000000000000000000000000000000009', X'0d0d0d0d0d0d0d0d0d0d0d0d0d0d0d0d0d0d0d0d0d0d0d0d0d0d0d0d0d0d0d0d');
