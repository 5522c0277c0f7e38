"""Cases from practice: questions that people who trade and build bots really had, with the right value worked out elsewhere."""
