// States: 0 waiting, 1 leased, 2 finished. Times are milliseconds since 1970.
export const frontierMigrations: readonly string[] = [
  `
  CREATE TABLE host (
    host TEXT PRIMARY KEY,
    free_at INTEGER NOT NULL DEFAULT 0,
    crawl_delay_ms INTEGER,
    failure_count INTEGER NOT NULL DEFAULT 0,
    lease_id TEXT,
    next_due_at INTEGER,
    ready_at INTEGER GENERATED ALWAYS AS (CASE WHEN lease_id IS NULL THEN max(free_at, next_due_at) END) VIRTUAL
  ) STRICT, WITHOUT ROWID;
  CREATE INDEX host_ready ON host (ready_at) WHERE ready_at IS NOT NULL;
  CREATE INDEX host_due ON host (next_due_at) WHERE next_due_at IS NOT NULL;

  CREATE TABLE entry (
    id INTEGER PRIMARY KEY,
    key TEXT NOT NULL UNIQUE,
    url TEXT NOT NULL,
    host TEXT NOT NULL,
    purpose TEXT NOT NULL,
    outlet TEXT NOT NULL,
    found_on TEXT,
    published_at INTEGER,
    added_at INTEGER NOT NULL,
    state INTEGER NOT NULL DEFAULT 0,
    rank INTEGER NOT NULL,
    due_at INTEGER NOT NULL,
    visit_count INTEGER NOT NULL DEFAULT 0,
    failure_count INTEGER NOT NULL DEFAULT 0,
    absence_count INTEGER NOT NULL DEFAULT 0,
    interval_ms INTEGER,
    last_visit_at INTEGER,
    last_result TEXT,
    etag TEXT,
    last_modified TEXT,
    capture_id TEXT,
    lease_id TEXT,
    leased_until INTEGER
  ) STRICT;
  CREATE INDEX entry_waiting ON entry (host, rank, due_at) WHERE state = 0;
  CREATE INDEX entry_due ON entry (due_at) WHERE state = 0;
  CREATE INDEX entry_leased ON entry (leased_until) WHERE state = 1;
  CREATE UNIQUE INDEX entry_lease ON entry (lease_id) WHERE lease_id IS NOT NULL;

  -- Counting a million rows on every look at the metrics would take a while.
  CREATE TABLE tally (state INTEGER PRIMARY KEY, entries INTEGER NOT NULL) STRICT;
  INSERT INTO tally VALUES (0, 0), (1, 0), (2, 0);
  CREATE TRIGGER entry_added AFTER INSERT ON entry BEGIN
    UPDATE tally SET entries = entries + 1 WHERE state = NEW.state;
  END;
  CREATE TRIGGER entry_moved AFTER UPDATE OF state ON entry WHEN OLD.state <> NEW.state BEGIN
    UPDATE tally SET entries = entries - 1 WHERE state = OLD.state;
    UPDATE tally SET entries = entries + 1 WHERE state = NEW.state;
  END;
  `,
  `
  ALTER TABLE entry ADD COLUMN change_count REAL;
  ALTER TABLE entry ADD COLUMN watched REAL;
  -- The registrable domain; its hosts share what their owner can bear.
  ALTER TABLE host ADD COLUMN site TEXT NOT NULL DEFAULT '';
  -- When the budget for revisits allows the next one.
  ALTER TABLE host ADD COLUMN revisit_free_at INTEGER NOT NULL DEFAULT 0;
  CREATE INDEX host_leased ON host (site) WHERE lease_id IS NOT NULL;
  CREATE TABLE site (
    site TEXT PRIMARY KEY,
    free_at INTEGER NOT NULL,
    spacing_ms INTEGER NOT NULL
  ) STRICT, WITHOUT ROWID;
  `,
  `
  CREATE TRIGGER entry_removed AFTER DELETE ON entry BEGIN
    UPDATE tally SET entries = entries - 1 WHERE state = OLD.state;
  END;
  `,
]
