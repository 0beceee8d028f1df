from core.kernel.refusal import Conflict, NotFound, Refusal


class ReviewNotFound(NotFound):
    """No such review, or it is not to be seen by this person."""

    code = "reviews.not_found"


class QuestionNotFound(NotFound):
    """No such question, or it is not to be seen by this person."""

    code = "reviews.question_not_found"


class NotReviewable(Refusal):
    """The goods are not with their buyer yet, or the time to change the review is over."""

    code = "reviews.not_reviewable"


class EditingOver(Refusal):
    """A review can be changed for `days` days only."""

    code = "reviews.editing_over"


class SaidOutdated(Conflict):
    """It was changed since it was read."""

    code = "reviews.outdated"


class StarsMissing(Refusal):
    """A review needs one to five stars."""

    code = "reviews.stars_missing"


class TextTooShort(Refusal):
    """What was said is too short to help anybody; `least` characters are wanted."""

    code = "reviews.text_too_short"


class TextTooLong(Refusal):
    """What was said is longer than `most` characters."""

    code = "reviews.text_too_long"


class TooManyPhotos(Refusal):
    """A review holds at most `most` photos."""

    code = "reviews.too_many_photos"


class MailboxUnproven(Refusal):
    """Only who has proven its mailbox may ask, so that the answer finds them."""

    code = "reviews.mailbox_unproven"


class ReplyUnfit(Refusal):
    """A merchant's words hold an address, a number or an insult."""

    code = "reviews.reply_unfit"
