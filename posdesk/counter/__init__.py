"""What a budtender does at the counter: look up, see, record, undo. Knows the ports, never who stands behind them."""
