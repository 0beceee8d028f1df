"""`entrepot run`: starts the servers and the processes of the shop, watches over them, and stops them all."""
