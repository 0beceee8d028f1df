"""What operators look after: dead letters, failed mails, periodic runs, the length of queues.

A glass room: it may read other rooms' tables and never writes to them. Owns the history of periodic runs.
"""
