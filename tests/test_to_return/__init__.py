"""Nothing is left unanswered: who is to be called back, until somebody has."""
