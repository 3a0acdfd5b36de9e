"""What stands behind the API: the recorded expressions, the SQL made of them, and the talk with the engine."""
