"""What shoppers say about products: reviews of bought goods with their ratings, and questions with answers.

One review per order line, written by who bought it; a question by any account with a proven mailbox. What
the rules of policy.py let through is public at once, the rest waits for an operator. Merchants reply and
answer once. Asks orders who bought what and catalog whose product it is; tells everybody when something
was decided, replied or answered, and when the rating of a product changed.
"""
