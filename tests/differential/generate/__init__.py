"""Random jobs: a seed makes the schema, the rows and the query."""
