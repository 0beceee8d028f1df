"""What a shopper wants to send back: which units, why, and until when that is possible.

Asks orders what was bought and merchants how long they take things back; no unit goes back twice.
"""
