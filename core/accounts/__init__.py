"""Who is who: accounts, their signed-in sessions, one-time tokens and address books.

One account serves every site and portal; what it may do elsewhere is decided by the rooms above (a
merchant's members) and by its operator role. Asks nobody; tells when an account came, when its mailbox
was proven, and when a mail with a one-time link is wanted. No event ever carries a token: the reaction
that writes the mail has one issued.
"""
