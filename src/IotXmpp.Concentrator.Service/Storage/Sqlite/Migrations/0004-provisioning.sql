-- Answers of the provisioning server we ask.
CREATE TABLE provisioning_answer (
    key TEXT NOT NULL PRIMARY KEY,
    xml TEXT NOT NULL,
    at  INTEGER NOT NULL              -- UTC ticks
) WITHOUT ROWID;

-- What we owe boards that ask us as their provisioning server.
CREATE TABLE provisioning_client (
    device TEXT NOT NULL PRIMARY KEY,
    state  INTEGER NOT NULL           -- ProvisioningClientState
) WITHOUT ROWID;
