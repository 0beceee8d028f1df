"""How much tax: dated rates per country and tax category, and the tax of an amount.

A site shows constant gross or constant net prices; either way the rate is the destination's on the day.
"""
