"""Teaching: exercises, drills, quizzes, progress, review and the panels that show them."""
