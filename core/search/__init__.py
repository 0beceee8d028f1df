"""What shoppers find on a site: cards for listings, search, stores and the home page, and a product as it is sold.

A glass room on the roof: it reads the tables of the rooms below, and nobody depends on it. It owns the index that
listings and searches are read from, which reactions keep up with what happens below; the synonyms; and how often what
was looked for. All it shows is sold on the site that asks: live, of an active merchant, inside the assortment, with a
price in the currency.
"""
