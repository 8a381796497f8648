"""The service that stores sync with: it takes facts, puts them in one order, and gives them out."""
