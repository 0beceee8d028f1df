"""What the shop does without for a while: degrade switches, by hand or tripped by themselves.

Owns switches (a feature, a site or all of them, a level, until when, by whom and why) and the trips of guarded
calls. Everybody may ask it, so it stands on the lowest floor and asks nobody; an answer costs a look into the
memory of the process, which a watcher keeps up to date.
"""
