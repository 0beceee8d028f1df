from datetime import timedelta

KEPT_FOR = timedelta(days=7)
MOST_A_DAY = 3
