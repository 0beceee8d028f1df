"""A worker as it really runs, with one subscription of ours."""

import workers.subscriptions as page
from tests.jobs import examples
from workers import run

if __name__ == "__main__":
    page.SUBSCRIPTIONS = {examples.BellRung: [examples.bake_a_cake]}
    run.main()
