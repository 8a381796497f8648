"""Everything SQL: the ledger of facts, its projections, and the files they live in. Knows no rule and no screen."""
