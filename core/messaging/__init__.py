"""Shoppers and merchants talking about an order or a product, on the site: nobody learns an e-mail address.

Knows what a conversation is about by kind and id only; who may talk about it is asked by who lets them in.
"""
