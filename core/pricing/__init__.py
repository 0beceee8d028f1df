"""What a variant costs on a site in a currency.

A merchant sets one base price (net) and, where it likes, an explicit price per site and currency. Every
other price is proposed: base × rate (× 1 + tax where the site shows gross prices), then rounded to a
charm price of the currency. Tells everybody when prices change; the history is never rewritten.
"""
