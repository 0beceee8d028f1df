"""Pictures: what was uploaded, checked by content, and the files made of it for the pages.

The same content is the same medium. Originals are kept without their metadata and are never public; the
files made of them have immutable names. Asks nobody, tells workers that a picture was accepted.
"""
