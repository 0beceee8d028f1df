"""Worlds as large as one likes: the demo world's goods, told again and again under other names, prices and sales."""
