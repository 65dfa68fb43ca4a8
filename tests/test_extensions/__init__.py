"""Extensions that a user adds as devices of their own."""
