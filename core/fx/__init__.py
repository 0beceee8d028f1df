"""What one currency was worth in another: dated rates with their source, never changed, only added to.

Rates come from the European Central Bank and, for the rouble, from the Bank of Russia; a shipped table
makes a shop without a network work. Tells pricing when new rates are in.
"""
