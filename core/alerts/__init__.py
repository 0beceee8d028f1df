"""Who wants to hear when a sold-out variant is back: asked for, confirmed by mail, told once.

Asks catalog and inventory; hears from inventory that stock changed; tells that somebody asked, and that an alert
has come due.
"""
