"""What is sold: products (SPU) described once, their variants (each with one SKU), the category tree,
brands, typed attributes and options, pictures in order.

A product goes draft → live → offline; nothing is ever deleted. Asks merchants and media; tells everybody
of each change.
"""
