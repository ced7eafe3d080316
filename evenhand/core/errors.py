"""What can go wrong in the business, each with its HTTP status and words for the reader."""


class DomainError(Exception):
    """Something that the house does not do. The message says what happened, why, and what to do next."""

    status = 409
    message = "That cannot be done as things stand."

    def __init__(self, message: str = "") -> None:
        self.message = message or self.message
        super().__init__(self.message)


class NotFound(DomainError):
    """It does not exist, or not for you: the two look alike on purpose."""

    status = 404
    message = "We could not find that. It may have moved, or it may not be yours to see."


class NotPermitted(DomainError):
    """You may see it, but not do this with it."""

    status = 403
    message = "You can look at this, but your role does not include changing it."


class InvalidInput(DomainError):
    """What came in is not as it has to be. The message names the field and what is allowed."""

    status = 422
    message = "Something in what you sent is not as it has to be."
