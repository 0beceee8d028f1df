"""Who sells: merchants, their public face and the accounts that work for them.

Asks accounts who is who; tells everybody when a merchant comes or changes.
"""
