"""The steps from every older file to today's tables, one module a step, run by Alembic. Knows no facts."""
