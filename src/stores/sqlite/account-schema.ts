/** Of accounts.db, oldest first; see `openDatabase`. Secrets are there as SHA-256 alone. */
export const accountMigrations = [
  `CREATE TABLE person (
     id TEXT PRIMARY KEY, mail TEXT UNIQUE, name TEXT, role TEXT NOT NULL,
     created_at TEXT NOT NULL, signed_in_at TEXT, closed_at TEXT
   ) STRICT, WITHOUT ROWID;

   CREATE TABLE session (
     hash TEXT PRIMARY KEY, id TEXT NOT NULL UNIQUE,
     person TEXT NOT NULL REFERENCES person (id) ON DELETE CASCADE,
     strength TEXT NOT NULL, started_at TEXT NOT NULL, seen_at TEXT NOT NULL, expires_at TEXT NOT NULL,
     agent TEXT NOT NULL
   ) STRICT, WITHOUT ROWID;
   CREATE INDEX session_person ON session (person);

   CREATE TABLE link (
     hash TEXT PRIMARY KEY, mail TEXT NOT NULL, role TEXT NOT NULL, created_at TEXT NOT NULL,
     expires_at TEXT NOT NULL, next TEXT NOT NULL, taken INTEGER NOT NULL DEFAULT 0
   ) STRICT, WITHOUT ROWID;
   CREATE INDEX link_mail ON link (mail, created_at);

   CREATE TABLE challenge (hash TEXT PRIMARY KEY, person TEXT, expires_at TEXT NOT NULL) STRICT, WITHOUT ROWID;

   CREATE TABLE passkey (
     credential_id TEXT PRIMARY KEY, person TEXT NOT NULL REFERENCES person (id) ON DELETE CASCADE,
     public_key BLOB NOT NULL, signature_count INTEGER NOT NULL, transports TEXT NOT NULL, name TEXT NOT NULL,
     created_at TEXT NOT NULL, used_at TEXT
   ) STRICT, WITHOUT ROWID;
   CREATE INDEX passkey_person ON passkey (person);

   CREATE TABLE code_key (
     person TEXT PRIMARY KEY REFERENCES person (id) ON DELETE CASCADE,
     key TEXT NOT NULL, confirmed INTEGER NOT NULL, last_step INTEGER NOT NULL DEFAULT 0
   ) STRICT, WITHOUT ROWID;
   CREATE TABLE code_failure (person TEXT NOT NULL REFERENCES person (id) ON DELETE CASCADE, at TEXT NOT NULL) STRICT;
   CREATE INDEX code_failure_person ON code_failure (person, at);

   CREATE TABLE token (
     hash TEXT PRIMARY KEY, id TEXT NOT NULL UNIQUE,
     person TEXT NOT NULL REFERENCES person (id) ON DELETE CASCADE,
     name TEXT NOT NULL, scopes TEXT NOT NULL, created_at TEXT NOT NULL, expires_at TEXT, used_at TEXT
   ) STRICT, WITHOUT ROWID;
   CREATE INDEX token_person ON token (person);

   CREATE TABLE act (
     act_index INTEGER PRIMARY KEY, at TEXT NOT NULL, actor TEXT NOT NULL, what TEXT NOT NULL, subject TEXT,
     details TEXT NOT NULL, previous_digest TEXT NOT NULL, digest TEXT NOT NULL UNIQUE
   ) STRICT;
   CREATE INDEX act_subject ON act (subject, act_index);`,
]
