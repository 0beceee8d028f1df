"""The embedded PostgreSQL and Valkey: how each is started, and how it is lent to commands."""
