from core.kernel.states import Machine
from core.notifications.types import MailState

MAIL = Machine(
    send=({MailState.WRITTEN, MailState.FAILED}, MailState.SENT),
    keep=({MailState.WRITTEN, MailState.FAILED}, MailState.KEPT),
    fail=({MailState.WRITTEN, MailState.FAILED}, MailState.FAILED),
)
