"""How goods travel: shipping services per stock location, their zones, weight bands, transit times.

Rate cards are net, in the service's own currency; who shows them converts and adds tax as the site does.
"""
