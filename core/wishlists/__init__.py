"""What a shopper wants to come back to: wish lists, and the products looked at last.

Both belong to an account, or to a browser by an unguessable token of which only the hash is kept here. At
log-in the browser's become the account's. A list may be shared by a link that its owner can take back.
Asks the catalog what exists; tells nobody.
"""
