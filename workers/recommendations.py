from core.platform.db import transaction
from core.recommendations import service
from workers.job import job
from workers.queues import QueueName


@job(queue=QueueName.DEFAULT, timeout=600)
def rebuild_recommendations() -> str:
    """Work out anew what is bought together and what sells."""
    with transaction():
        return f"pairs {service.rebuild()}"
