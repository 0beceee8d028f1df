"""Flash sales as shoppers meet them: what pages say of one, and the waiting page before its door."""
