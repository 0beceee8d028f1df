"""Carriers, each in a sealed sub-room: client, mapping, and what it needs of its own."""
