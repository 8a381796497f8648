"""Other systems' files to facts, over the ledger in memory."""
