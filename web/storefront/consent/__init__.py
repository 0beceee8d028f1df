"""Cookies: what the shop asks for, and how to say yes and no."""
