"""Where we sell: a site is a host with its languages, currencies, ship-to countries, tax display and assortment.

Site, language, currency and country vary independently. Asks nobody, tells nobody: sites change rarely
and everybody reads them.
"""
